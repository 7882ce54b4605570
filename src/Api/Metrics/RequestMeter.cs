using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace OrleansTwin.Api.Metrics;

/// <summary>
/// Times requests and names their spans after the endpoint. The outermost step, so that what the guards take is in it. Live
/// streams have no duration that would tell anything.
/// </summary>
internal sealed class RequestMeter(RequestDelegate next, RequestLatencies latencies)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            if (context.GetEndpoint()?.Metadata.GetMetadata<OpenEnded>() is null)
                latencies.Of(context.GetEndpoint()).RecordSince(start);
            if (Activity.Current is { Recorded: true } span)
                Name(span, context);
        }
    }

    // Names and tags of the semantic conventions for HTTP server spans.
    private static void Name(Activity span, HttpContext context)
    {
        var route = RequestLatencies.RouteOf(context.GetEndpoint());
        span.DisplayName = $"{context.Request.Method} {route}";
        span.SetTag("http.request.method", context.Request.Method)
            .SetTag("http.route", route)
            .SetTag("http.response.status_code", context.Response.StatusCode);
        if (context.Response.StatusCode >= StatusCodes.Status500InternalServerError)
            span.SetStatus(ActivityStatusCode.Error);
    }
}

/// <summary>Endpoint metadata: the answer goes on until the client leaves.</summary>
internal sealed record OpenEnded;
