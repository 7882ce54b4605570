using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Problems;
using OrleansTwin.Api.Queries;
using OrleansTwin.Api.Security;

namespace OrleansTwin.Api.Endpoints;

/// <summary>
/// What operators say and ask of machines' health; what is known of it stands in their views.
/// </summary>
internal static class MachineHealthEndpoints
{
    private const int DelaysMax = 20;
    private const int NameShownMax = 40;

    /// <summary>Calendars are not looked at further ahead.</summary>
    private static readonly TimeSpan DelayMax = TimeSpan.FromDays(366);

    public static RouteGroupBuilder MapMachineHealth(this RouteGroupBuilder api)
    {
        api.MapGet("/health/deferral/{**id}", AskDeferralAsync)
            .Requires(ApiRole.Read)
            .Describe("askDeferral", "Health", "May work on a machine wait? What delays come to: failure, cost and lost pieces.")
            .ProducesProblems(400, 404, 409, 503);
        api.MapPost("/health/learn-anew/{**id}", LearnAnewAsync)
            .Requires(ApiRole.Operate)
            .LimitBody()
            .Describe("learnAnew", "Health", "A machine is healthy as it is: what is normal for it is learned anew.")
            .ProducesProblems(400, 404, 413, 415, 503);
        api.MapGet("/health/findings.csv", FindingsAsync)
            .Requires(ApiRole.Read)
            .Describe("listFindings", "Health", "What work orders found, with what was known before: rows to learn from.")
            .WithDescription("Of the orders that were changed last, up to 10,000, told in order of time.")
            .Produces<string>(StatusCodes.Status200OK, "text/csv")
            .ProducesProblems(400, 404, 503);
        return api;
    }

    private static async Task<ContentHttpResult> FindingsAsync(
        string? twin, UtcTime? to, int? limit, ITwinHost host, ApiOptions options, CancellationToken cancellation)
    {
        var twinId = string.IsNullOrEmpty(twin) ? null : Limits.Id(twin, options);
        var rows = await FindingsCsv.ReadAsync(
            host, twinId, to?.Value.UtcTicks ?? long.MaxValue, Limits.PageSize(limit, options), cancellation);
        return TypedResults.Text(rows ?? throw Faults.NoTwin(twinId ?? ""), "text/csv; charset=utf-8; header=present");
    }

    private static async Task<Ok<HealthView>> LearnAnewAsync(
        string id, HealthOrder order, HttpContext context, ITwinHost host, ApiOptions options, CancellationToken cancellation)
    {
        var comment = Limits.Words("comment", order.Comment);
        if (string.IsNullOrWhiteSpace(comment))
        {
            throw new ProblemException(
                StatusCodes.Status400BadRequest, "The order has no comment.", "What was done, or why the machine is healthy.",
                "Add \"comment\".");
        }

        var user = KeyGuard.UserOf(context, Limits.Words("user", order.User));
        var submission = new HealthSubmission(Limits.Id(id, options), user, comment);
        return TypedResults.Ok(await host.LearnAnewAsync(submission, cancellation) ?? throw new ProblemException(
            StatusCodes.Status404NotFound, $"'{submission.MachineId}' is no machine whose health is watched.",
            "A machine with at least two sensors that measure something.",
            "Its view says under \"health\" whether it is watched; Edge:Health:MachinesMax bounds how many are."));
    }

    private static async Task<Ok<DeferralView>> AskDeferralAsync(
        string id, string[]? delay, string? task, ITwinHost host, ApiOptions options, CancellationToken cancellation)
    {
        var query = new DeferralQuery(Limits.Id(id, options), Limits.Words("task", task), DelaysOf(delay ?? []));
        return TypedResults.Ok(await host.AskDeferralAsync(query, cancellation) ?? throw new ProblemException(
            StatusCodes.Status404NotFound, $"'{query.MachineId}' is no machine whose remaining life is followed.",
            "A machine whose view has \"remainingLife\" within \"health\".",
            "List machines with GET /api/v1/twins?kind=machine; Edge:Health:MachinesMax bounds how many are followed."));
    }

    private static List<AskedDelay> DelaysOf(string[] delays)
    {
        if (delays.Length > DelaysMax)
        {
            throw new ProblemException(
                StatusCodes.Status400BadRequest, $"The question has {delays.Length} delays.", $"At most {DelaysMax}.",
                "Ask in several questions.");
        }

        return [.. delays.Select(delay => new AskedDelay(delay, delay == "shift" ? null : LengthOf(delay)))];
    }

    private static TimeSpan LengthOf(string delay) =>
        WindowParameters.Stretch(delay) is { } length && length <= DelayMax ? length : throw new ProblemException(
            StatusCodes.Status400BadRequest, $"delay is '{delay[..Math.Min(delay.Length, NameShownMax)]}'.",
            $"shift, or a length such as 8h, 2d or 1w of at most {DelayMax.TotalDays:0} days.", "Write one of these.");
}
