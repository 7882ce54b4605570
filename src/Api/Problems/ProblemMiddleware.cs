using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OrleansTwin.Api.Json;
using OrleansTwin.Api.Metrics;

namespace OrleansTwin.Api.Problems;

/// <summary>
/// Turns whatever ends a request early into problem details: exceptions, and the bare 404, 405 and 415 of routing. What an
/// unexpected error says stays in the log.
/// </summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ApiCounters counters, ILogger<ProblemMiddleware> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null })
                await WriteAsync(context, new ProblemException(BareProblem(context)));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client left; nobody reads an answer.
        }
        catch (Exception exception)
        {
            var problem = Faults.From(exception);
            if (problem.Problem.Status == StatusCodes.Status500InternalServerError)
                LogUnexpected(exception, context.Request.Method, context.Request.Path);
            if (context.Response.HasStarted)
                BreakOff(context, problem);
            else
                await WriteAsync(context, problem);
        }
    }

    /// <summary>Too late for a problem: the client sees that the answer breaks off.</summary>
    private void BreakOff(HttpContext context, ProblemException failure)
    {
        counters.CountProblem(failure.Problem.Status);
        LogBrokenOff(context.Request.Method, context.Request.Path, failure.Problem.Found);
        context.Abort();
    }

    private async Task WriteAsync(HttpContext context, ProblemException failure)
    {
        var problem = failure.Problem with { Instance = context.Request.Path };
        counters.CountProblem(problem.Status);
        var response = context.Response;
        response.StatusCode = problem.Status;
        if (failure.RetryAfter is { } wait)
            response.Headers.RetryAfter =
                Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        await response.WriteAsJsonAsync(problem, ApiJsonOptions.Shared, "application/problem+json", context.RequestAborted);
    }

    private static Problem BareProblem(HttpContext context)
    {
        var (method, path, status) = (context.Request.Method, context.Request.Path, context.Response.StatusCode);
        return status switch
        {
            404 => Problem.Of(404, $"There is nothing at {path}.", "A path of /openapi/v1.json.", "Correct the path."),
            405 => Problem.Of(
                405, $"{path} does not answer {method}.", $"One of: {context.Response.Headers.Allow}.", "Use another method."),
            415 => Problem.Of(
                415,
                $"The body's content type is '{context.Request.ContentType}'.",
                "A content type that /openapi/v1.json names for this endpoint, mostly application/json.",
                "Set the Content-Type header."),
            _ => Problem.Of(
                status,
                $"{method} {path} was refused.",
                "A request as /openapi/v1.json describes it.",
                "Compare with the document."),
        };
    }

    [LoggerMessage(4001, LogLevel.Error, "{Method} {Path} met an unexpected error")]
    private partial void LogUnexpected(Exception exception, string method, PathString path);

    [LoggerMessage(4003, LogLevel.Warning, "The answer to {Method} {Path} was broken off: {Found}")]
    private partial void LogBrokenOff(string method, PathString path, string found);
}
