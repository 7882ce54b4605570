using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Queries;
using OrleansTwin.Api.Security;

namespace OrleansTwin.Api.Endpoints;

/// <summary>What the store has found damaged: look at it, accept it.</summary>
internal static class DamageEndpoints
{
    public static RouteGroupBuilder MapDamage(this RouteGroupBuilder api)
    {
        api.MapGet("/damage", ListAsync)
            .Requires(ApiRole.Read)
            .Describe("listDamage", "Health", "Stored things found damaged and set aside, newest first, with what follows.")
            .ProducesProblems(400);
        api.MapPost("/damage/accept", AcceptAsync)
            .Requires(ApiRole.Admin)
            .LimitBody()
            .Describe("acceptDamage", "Health", "Accepts what is lost: health is well again until more is found. Audited.")
            .ProducesProblems(400, 409, 413, 415);
        return api;
    }

    private static async Task<Ok<DamageReport>> ListAsync(
        int? limit, ITwinHost host, ApiOptions options, CancellationToken cancellation) =>
        TypedResults.Ok(await host.ListDamageAsync(Limits.PageSize(limit, options), cancellation));

    private static async Task<Ok<DamageReport>> AcceptAsync(
        DamageAcceptance acceptance, ITwinHost host, CancellationToken cancellation) => TypedResults.Ok(
        await host.AcceptDamageAsync(acceptance with { Note = Limits.Words("note", acceptance.Note) }, cancellation));
}
