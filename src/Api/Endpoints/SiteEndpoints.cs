using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Problems;
using OrleansTwin.Api.Queries;
using OrleansTwin.Api.Security;

namespace OrleansTwin.Api.Endpoints;

/// <summary>Sites that Edges forward to a grid.</summary>
internal static class SiteEndpoints
{
    public static RouteGroupBuilder MapSites(this RouteGroupBuilder api)
    {
        api.MapGet("/sites", ListAsync)
            .Requires(ApiRole.Read)
            .Describe("listSites", "Sites", "The sites that Edges forward, and how fresh what came of each is.")
            .ProducesProblems(503);
        api.MapPost("/forward/{**id}", ForwardAsync)
            .Requires(ApiRole.Forward)
            .Describe("forwardSite", "Sites", "Takes a part of an Edge's journal or ledger; answers how far the grid has come.")
            .WithDescription(
                "For Edges (docs/adr/0012): forms of their own, packed with Brotli. What was sent before counts once; a request "
                + "without content asks how far the grid has come. One Edge at a time feeds a site; another one is a 409, and "
                + "so is one that forwards telemetry where the grid takes reports, or the other way round.")
            .DescribeBody("application/vnd.orleanstwin.forward", "application/vnd.orleanstwin.reports")
            .ProducesProblems(400, 404, 409, 413, 415, 429, 503);
        api.MapPost("/sites/release/{**id}", ReleaseAsync)
            .Requires(ApiRole.Admin)
            .Describe("releaseSite", "Sites", "Forgets the Edge that feeds a site: the next one that calls takes its place.")
            .ProducesProblems(404, 503);
        return api;
    }

    private static async Task<Ok<Page<SiteLink>>> ListAsync(ISiteHost sites, CancellationToken cancellation) =>
        TypedResults.Ok(new Page<SiteLink>(await sites.ListSitesAsync(cancellation), null));

    private static async Task<Ok<ForwardReceipt>> ForwardAsync(
        string id, HttpRequest request, ISiteHost sites, ApiOptions options, TelemetryBudget budget,
        CancellationToken cancellation)
    {
        var siteId = Limits.Id(id, options);
        if (request.HttpContext.Features.Get<ApiKey>() is { Site: { } own } key && own != siteId)
        {
            throw new ProblemException(
                StatusCodes.Status403Forbidden,
                $"The key '{key.Name}' is bound to site '{own}'.",
                $"A key that may feed '{siteId}'.",
                "Use that site's key, or bind this one to the site under Api:Keys.");
        }

        using var place = budget.Take(request);
        var body = await Bodies.ReadAsync(request, options.TelemetryBytesMax, nameof(options.TelemetryBytesMax), cancellation);
        string? encoding = request.Headers.ContentEncoding;
        return TypedResults.Ok(await sites.ForwardAsync(
            new ForwardSubmission(siteId, body, request.ContentType, encoding), cancellation));
    }

    private static async Task<Ok<SiteLink>> ReleaseAsync(
        string id, ISiteHost sites, ApiOptions options, CancellationToken cancellation) =>
        TypedResults.Ok(await sites.ReleaseSiteAsync(Limits.Id(id, options), cancellation));
}
