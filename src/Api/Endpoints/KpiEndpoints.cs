using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Problems;
using OrleansTwin.Api.Queries;
using OrleansTwin.Api.Security;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Api.Endpoints;

/// <summary>ISO 22400 KPIs of any window, with the elements behind them.</summary>
internal static class KpiEndpoints
{
    public static RouteGroupBuilder MapKpis(this RouteGroupBuilder api)
    {
        api.MapGet("/kpis/{**id}", GetAsync)
            .Requires(ApiRole.Read)
            .Describe("getKpis", "KPIs", "All KPIs of a twin in a window, with elements, OEE waterfall, losses, energy, carbon.")
            .WithDescription(
                "The window is from and to, or window (shift, previousShift, day, previousDay, week, previousWeek, or a stretch "
                + "up to now such as 8h), or the present shift.")
            .ProducesProblems(400, 404);
        return api;
    }

    private static async Task<Ok<KpiAnswer>> GetAsync(
        string id,
        UtcTime? from,
        UtcTime? to,
        string? window,
        string? product,
        string? order,
        Word<OeeRule>? rule,
        ITwinHost host,
        ApiOptions options,
        CancellationToken cancellation)
    {
        var query = new KpiQuery(
            Limits.Id(id, options),
            WindowParameters.Read(from, to, window, options),
            Limits.Words(nameof(product), product),
            Limits.Words(nameof(order), order),
            rule?.Value);
        return TypedResults.Ok(await host.GetKpisAsync(query, cancellation) ?? throw Faults.NoTwin(query.TwinId));
    }
}
