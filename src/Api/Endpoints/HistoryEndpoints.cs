using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Problems;
using OrleansTwin.Api.Queries;
using OrleansTwin.Api.Security;

namespace OrleansTwin.Api.Endpoints;

/// <summary>What was: state timelines of machines, recorded values of sensors.</summary>
internal static class HistoryEndpoints
{
    public static RouteGroupBuilder MapHistory(this RouteGroupBuilder api)
    {
        api.MapGet("/timeline/{**id}", TimelineAsync)
            .Requires(ApiRole.Read)
            .Describe("getTimeline", "History", "A machine's states in a window, by default the present shift.")
            .ProducesProblems(400, 404);
        api.MapGet("/history/{**id}", HistoryAsync)
            .Requires(ApiRole.Read)
            .Describe(
                "getHistory", "History", "Recorded values of a sensor, or the power of a machine or composite, in a window.")
            .WithDescription(
                "With points: that many stretches with minimum, maximum and mean. Without: the samples themselves, up to limit.")
            .ProducesProblems(400, 404);
        return api;
    }

    private static async Task<Ok<TimelineAnswer>> TimelineAsync(
        string id,
        UtcTime? from,
        UtcTime? to,
        string? window,
        int? limit,
        ITwinHost host,
        ApiOptions options,
        CancellationToken cancellation)
    {
        var query = new TimelineQuery(
            Limits.Id(id, options),
            WindowParameters.Read(from, to, window, options),
            Limits.Points(nameof(limit), limit ?? options.PointsMax, options));
        return TypedResults.Ok(await host.GetTimelineAsync(query, cancellation) ?? throw Faults.NoTwin(query.TwinId));
    }

    private static async Task<Ok<HistoryAnswer>> HistoryAsync(
        string id,
        UtcTime? from,
        UtcTime? to,
        string? window,
        int? points,
        int? limit,
        ITwinHost host,
        ApiOptions options,
        CancellationToken cancellation)
    {
        var query = new HistoryQuery(
            Limits.Id(id, options),
            WindowParameters.Read(from, to, window, options),
            points is { } wanted ? Limits.Points(nameof(points), wanted, options) : null,
            Limits.Points(nameof(limit), limit ?? options.PointsMax, options));
        return TypedResults.Ok(await host.GetHistoryAsync(query, cancellation) ?? throw Faults.NoTwin(query.TwinId));
    }
}
