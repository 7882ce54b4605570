using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using OrleansTwin.Api.Problems;

namespace OrleansTwin.Api.Endpoints;

/// <summary>What the OpenAPI document says about an endpoint beyond its types.</summary>
internal static class EndpointDescriptions
{
    public static RouteHandlerBuilder Describe(this RouteHandlerBuilder endpoint, string operation, string tag, string summary) =>
        endpoint.WithName(operation).WithTags(tag).WithSummary(summary);

    /// <summary>
    /// A body that the endpoint reads itself. It is not declared as the framework's Accepts, which would refuse other types in
    /// routing, before the key guard and in fewer words.
    /// </summary>
    public static RouteHandlerBuilder DescribeBody(this RouteHandlerBuilder endpoint, params IReadOnlyList<string> types) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = types.ToDictionary(type => type, _ => TextOfBody()),
            };
            return Task.CompletedTask;
        });

    /// <summary>Bounds a body that the framework reads by <see cref="ApiOptions.BodyBytesMax"/>.</summary>
    public static RouteHandlerBuilder LimitBody(this RouteHandlerBuilder endpoint)
    {
        endpoint.Add(builder => builder.Metadata.Add(
            new BodyLimit(builder.ApplicationServices.GetRequiredService<ApiOptions>().BodyBytesMax)));
        return endpoint;
    }

    /// <summary>A body of any length, read as it comes.</summary>
    public static RouteHandlerBuilder AnyBody(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new BodyLimit(null));

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

    private sealed record BodyLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;

    private static OpenApiMediaType TextOfBody() =>
        new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
}
