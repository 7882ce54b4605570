using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Problems;
using OrleansTwin.Api.Queries;
using OrleansTwin.Api.Security;

namespace OrleansTwin.Api.Endpoints;

/// <summary>Who is told of events, and what could not be told.</summary>
internal static class WebhookEndpoints
{
    public static RouteGroupBuilder MapWebhooks(this RouteGroupBuilder api)
    {
        api.MapGet("/webhooks", ListAsync)
            .Requires(ApiRole.Read)
            .Describe("listWebhooks", "Webhooks", "Who is told of events, and how that does.")
            .ProducesProblems(503);
        api.MapGet("/webhooks/undelivered", ListUndeliveredAsync)
            .Requires(ApiRole.Read)
            .Describe("listUndelivered", "Webhooks", "Events that a webhook was not told of, newest first.")
            .ProducesProblems(400, 503);
        api.MapPost("/webhooks/{name}/tell-again", TellAgainAsync)
            .Requires(ApiRole.Operate)
            .Describe(
                "tellWebhookAgain", "Webhooks",
                "Tells a webhook again what was given up, the oldest first, until it does not take one.")
            .ProducesProblems(404, 503);
        return api;
    }

    private static async Task<Ok<Page<WebhookView>>> ListAsync(ITwinHost host, CancellationToken cancellation) =>
        TypedResults.Ok(new Page<WebhookView>(await host.ListWebhooksAsync(cancellation), null));

    private static async Task<Ok<Page<UndeliveredView>>> ListUndeliveredAsync(
        int? limit, ITwinHost host, ApiOptions options, CancellationToken cancellation) =>
        TypedResults.Ok(new Page<UndeliveredView>(
            await host.ListUndeliveredAsync(Limits.PageSize(limit, options), cancellation), null));

    private static async Task<Ok<WebhookRetry>> TellAgainAsync(
        string name, ITwinHost host, CancellationToken cancellation) =>
        TypedResults.Ok(await host.TellAgainAsync(name, cancellation) ?? throw new ProblemException(
            StatusCodes.Status404NotFound, $"No webhook is called '{name}'.", "The name of a webhook in the settings.",
            "List them with GET /api/v1/webhooks."));
}
