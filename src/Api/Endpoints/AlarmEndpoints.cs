using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Queries;
using OrleansTwin.Api.Security;

namespace OrleansTwin.Api.Endpoints;

/// <summary>Limit alarms.</summary>
internal static class AlarmEndpoints
{
    public static RouteGroupBuilder MapAlarms(this RouteGroupBuilder api)
    {
        api.MapGet("/alarms", ListAsync)
            .Requires(ApiRole.Read)
            .Describe(
                "listAlarms", "Alarms", "Limit alarms, newest first: standing (active=true), returned (active=false) or both.")
            .ProducesProblems(400);
        return api;
    }

    private static async Task<Ok<Page<AlarmView>>> ListAsync(
        string? twin,
        bool? active,
        int? limit,
        string? cursor,
        ITwinHost host,
        ApiOptions options,
        CancellationToken cancellation)
    {
        var page = Limits.Page(limit, cursor, options);
        var twinId = string.IsNullOrEmpty(twin) ? null : Limits.Id(twin, options);
        var query = new AlarmQuery(twinId, active, page.Limit, page.Cursor);
        return TypedResults.Ok(await host.ListAlarmsAsync(query, cancellation));
    }
}
