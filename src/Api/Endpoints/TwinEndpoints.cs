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

/// <summary>Twins: their list, and what each shows now.</summary>
internal static class TwinEndpoints
{
    public static RouteGroupBuilder MapTwins(this RouteGroupBuilder api)
    {
        api.MapGet("/twins", ListAsync)
            .Requires(ApiRole.Read)
            .Describe("listTwins", "Twins", "Twins in the order of their ids: of a parent, of a kind, with a text in id or name.")
            .ProducesProblems(400);
        api.MapGet("/twins/{**id}", GetAsync)
            .Requires(ApiRole.Read)
            .Describe("getTwin", "Twins", "What a twin shows now. The id, slashes included, is the rest of the path.")
            .WithDescription("The ETag changes with the view: with If-None-Match an unchanged view is a 304 without a body.")
            .ProducesProblems(400, 404);
        return api;
    }

    private static async Task<Ok<Page<TwinSummary>>> ListAsync(
        string? parent,
        Word<AssetKind>? kind,
        string? q,
        int? limit,
        string? cursor,
        ITwinHost host,
        ApiOptions options,
        CancellationToken cancellation)
    {
        var parentId = string.IsNullOrEmpty(parent) ? null : Limits.Id(parent, options);
        var page = Limits.Page(limit, cursor, options);
        var query = new TwinListQuery(parentId, kind?.Value, Limits.Words(nameof(q), q), page.Limit, page.Cursor);
        return TypedResults.Ok(await host.ListTwinsAsync(query, cancellation));
    }

    private static async Task<TwinAnswer> GetAsync(
        string id, ITwinHost host, ApiOptions options, CancellationToken cancellation)
    {
        var twinId = Limits.Id(id, options);
        return new TwinAnswer(await host.GetTwinAsync(twinId, cancellation) ?? throw Faults.NoTwin(twinId));
    }
}
