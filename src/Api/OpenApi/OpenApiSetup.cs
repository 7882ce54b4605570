using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using OrleansTwin.Api.Queries;

namespace OrleansTwin.Api.OpenApi;

/// <summary>The OpenAPI document, made from the endpoints themselves.</summary>
internal static class OpenApiSetup
{
    public const string Document = "v1";

    public static IServiceCollection AddApiDocument(this IServiceCollection services) =>
        services.AddOpenApi(Document, options =>
        {
            options.AddSchemaTransformer(DescribeTimes);
            options.AddSchemaTransformer(DescribeWords);
            options.AddOperationTransformer(DescribeParameters);
            options.AddDocumentTransformer(DescribeApi);
        });

    // Types with a converter of their own have no schema until somebody says what is on the wire.
    private static Task DescribeTimes(
        OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellation)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        if (type != typeof(DateTimeOffset) && type != typeof(UtcTime))
            return Task.CompletedTask;
        var isNullable = type != context.JsonTypeInfo.Type && type != typeof(UtcTime);
        schema.Type = isNullable ? JsonSchemaType.String | JsonSchemaType.Null : JsonSchemaType.String;
        schema.Format = "date-time";
        schema.Examples = [JsonValue.Create("2026-11-21T06:00:00Z")];
        return Task.CompletedTask;
    }

    private static Task DescribeWords(
        OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellation)
    {
        var type = context.JsonTypeInfo.Type;
        if (type.IsEnum)
            schema.Type = JsonSchemaType.String;
        else if (Nullable.GetUnderlyingType(type) is { IsEnum: true })
            schema.Type = JsonSchemaType.String | JsonSchemaType.Null;
        return Task.CompletedTask;
    }

    private static Task DescribeParameters(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        var options = context.ApplicationServices.GetRequiredService<ApiOptions>();
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
            ParameterDescriptions.Apply(parameter, options);
        return Task.CompletedTask;
    }

    private static Task DescribeApi(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellation)
    {
        document.Info = new OpenApiInfo
        {
            Title = "OrleansTwin",
            Version = "1",
            Description = "Digital twins of a plant: live views, ISO 22400 KPIs, histories, alarms, telemetry. "
                + "Errors are problem details (RFC 9457).",
        };
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes["apiKey"] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Header,
            Name = "X-Api-Key",
            Description = "Needed on any address but loopback. 'Authorization: Bearer KEY' does as well.",
        };
        return Task.CompletedTask;
    }
}
