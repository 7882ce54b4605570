using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using OrleansTwin.Api.Problems;

namespace OrleansTwin.Api.Endpoints;

/// <summary>What the OpenAPI document says about an endpoint beyond its types.</summary>
internal static class EndpointDescriptions
{
    public static RouteHandlerBuilder Describe(this RouteHandlerBuilder endpoint, string operation, string tag, string summary) =>
        endpoint.WithName(operation).WithTags(tag).WithSummary(summary);

    public static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder endpoint, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses)
            endpoint.Produces<Problem>(status, "application/problem+json");
        return endpoint;
    }

    /// <summary>The problems that any guarded endpoint can answer.</summary>
    public static RouteHandlerBuilder ProducesGuardProblems(this RouteHandlerBuilder endpoint) =>
        endpoint.ProducesProblems(
            StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status421MisdirectedRequest);
}
