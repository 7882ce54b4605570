using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using OrleansTwin.Api.Tests.Fakes;

namespace OrleansTwin.Api.Tests;

/// <summary>The OpenAPI document against what is really mapped and answered.</summary>
public sealed class DocumentTests : IAsyncLifetime
{
    private Gateway _gateway = Gateway.None;
    private JsonElement _document;

    public async Task InitializeAsync()
    {
        _gateway = await Gateway.StartAsync();
        _document = await _gateway.JsonAsync("/openapi/v1.json");
    }

    public Task DisposeAsync() => _gateway.DisposeAsync().AsTask();

    [Fact]
    public void Every_mapped_route_is_described()
    {
        var mapped = _gateway.Service<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []).Select(method =>
                $"{method.ToLowerInvariant()} {endpoint.RoutePattern.RawText?.Replace("**", "", StringComparison.Ordinal)}"))
            .Where(route => route is not "get /" and not $"get {Gateway.Page}" && !route.Contains("/openapi/"))
            .Order(StringComparer.Ordinal);
        var described = _document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => $"{operation.Name} {path.Name}"))
            .Order(StringComparer.Ordinal)
            .ToList();
        Assert.Equal(mapped, described);
        Assert.Equal(50, described.Count);
    }

    [Fact]
    public void Every_operation_has_a_name_a_summary_described_parameters_and_a_schema()
    {
        foreach (var (route, operation) in Operations())
        {
            Assert.True(operation.TryGetProperty("operationId", out _), $"{route} has no name.");
            Assert.True(operation.TryGetProperty("summary", out _), $"{route} has no summary.");
            if (operation.TryGetProperty("parameters", out var parameters))
            {
                Assert.All(parameters.EnumerateArray(), parameter =>
                    Assert.True(parameter.TryGetProperty("description", out _), $"{route}: {parameter} is not described."));
            }

            var responses = operation.GetProperty("responses").EnumerateObject().ToList();
            Assert.All(responses, answer =>
                Assert.True(
                    answer.Value.TryGetProperty("content", out _), $"{route} {answer.Name} says nothing of its content."));
            Assert.Contains(responses, answer => answer.Name is "200" or "202");
        }
    }

    [Fact]
    public void Every_reference_leads_somewhere_and_no_schema_is_empty()
    {
        var schemas = _document.GetProperty("components").GetProperty("schemas");
        foreach (var reference in References(_document))
            Assert.True(schemas.TryGetProperty(reference.Split('/')[^1], out _), $"{reference} leads nowhere.");
        foreach (var schema in schemas.EnumerateObject())
        {
            Assert.True(schema.Value.TryGetProperty("type", out _), $"{schema.Name} has no type.");
            if (schema.Value.TryGetProperty("properties", out var properties))
            {
                Assert.All(properties.EnumerateObject(), property =>
                    Assert.NotEmpty(property.Value.EnumerateObject()));
            }
        }
    }

    [Theory]
    [InlineData("/api/v1/twins", "PageOfTwinSummary")]
    [InlineData("/api/v1/twins/" + FakePlant.Machine, "TwinView")]
    [InlineData("/api/v1/kpis/" + FakePlant.Line, "KpiAnswer")]
    [InlineData("/api/v1/timeline/" + FakePlant.Machine, "TimelineAnswer")]
    [InlineData("/api/v1/history/" + FakePlant.Sensor + "?points=9", "HistoryAnswer")]
    [InlineData("/api/v1/alarms", "PageOfAlarmView")]
    [InlineData("/api/v1/alarms/changes", "AlarmChanges")]
    [InlineData("/api/v1/alarms/kpis", "AlarmKpiAnswer")]
    [InlineData("/api/v1/unknown-tags", "PageOfUnknownTag")]
    [InlineData("/api/v1/dead-letters", "PageOfDeadLetter")]
    [InlineData("/api/v1/damage", "DamageReport")]
    [InlineData("/api/v1/health/models", "PageOfTrainedModelView")]
    [InlineData("/healthz", "HealthReport")]
    public async Task An_answer_has_the_members_of_its_schema(string path, string schema)
    {
        var answer = await _gateway.JsonAsync(path);
        var described = _document.GetProperty("components").GetProperty("schemas").GetProperty(schema);
        var members = answer.EnumerateObject().Select(member => member.Name).ToList();
        var properties = described.GetProperty("properties").EnumerateObject().Select(property => property.Name);
        Assert.Subset(properties.ToHashSet(), members.ToHashSet());
        if (described.TryGetProperty("required", out var required))
            Assert.Superset(required.EnumerateArray().Select(name => name.GetString()!).ToHashSet(), members.ToHashSet());
    }

    private IEnumerable<(string Route, JsonElement Operation)> Operations() =>
        _document.GetProperty("paths").EnumerateObject().SelectMany(path =>
            path.Value.EnumerateObject().Select(operation => ($"{operation.Name} {path.Name}", operation.Value)));

    private static IEnumerable<string> References(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => element.EnumerateObject().SelectMany(member =>
                member is { Name: "$ref", Value.ValueKind: JsonValueKind.String }
                    ? [member.Value.GetString()!]
                    : References(member.Value)),
            JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
            _ => [],
        };
}
