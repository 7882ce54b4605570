using System.Text.Json;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Tests.Fakes;
using OrleansTwin.Twins.Maintenance.Orders;

namespace OrleansTwin.Api.Tests;

/// <summary>Work orders: who may ask and act, and what they must tell.</summary>
public sealed class WorkOrderTests : IAsyncLifetime
{
    private static readonly ApiOptions Options = new()
    {
        Keys =
        [
            ApiKey.FromText("reader", "read-key", ApiRole.Read),
            ApiKey.FromText("cmms", "operate-key", ApiRole.Operate),
        ],
    };

    private Gateway _gateway = Gateway.None;

    public async Task InitializeAsync() => _gateway = await Gateway.StartAsync(Options);

    public Task DisposeAsync() => _gateway.DisposeAsync().AsTask();

    [Theory]
    [InlineData("GET", "", null, "read-key", 200)]
    [InlineData("GET", "?twin=gone", null, "read-key", 404)]
    [InlineData("GET", "/wo-1", null, "read-key", 200)]
    [InlineData("GET", "/wo-2", null, "read-key", 404)]
    [InlineData("POST", "", """{"machineId":"acme/lyon/line-1/press-1","reason":"it squeaks"}""", "operate-key", 200)]
    [InlineData("POST", "", """{"machineId":"acme/lyon/line-1/press-1","reason":"it squeaks"}""", "read-key", 403)]
    [InlineData("POST", "", """{"machineId":"acme/lyon/line-1/press-1","reason":" "}""", "operate-key", 400)]
    [InlineData("POST", "", """{"machineId":"acme/lyon/line-1/press-1","reason":"x","requestKey":"taken"}""", "operate-key", 409)]
    [InlineData("POST", "/wo-1/approve", "{}", "operate-key", 200)]
    [InlineData("POST", "/wo-2/approve", "{}", "operate-key", 404)]
    [InlineData("POST", "/wo-1/approve", "{}", "read-key", 403)]
    public async Task Who_may_and_tells_what_is_needed_is_answered(
        string method, string path, string? body, string key, int status)
    {
        using var answer = await _gateway.SendAsync(
            new HttpMethod(method), $"/api/v1/work-orders{path}", body, body is null ? null : "application/json",
            ("X-Api-Key", key));
        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task What_is_told_with_an_action_reaches_the_host_with_who_it_was()
    {
        using var answer = await _gateway.SendAsync(
            HttpMethod.Post, "/api/v1/work-orders/wo-1/finish",
            """{"user":"eva","comment":"done","finding":{"wasFault":true,"failureMode":"bearing","text":"inner race"}}""",
            "application/json", ("X-Api-Key", "operate-key"));

        Assert.Equal(
            new WorkSubmission(
                "wo-1", WorkVerb.Finish, "eva (cmms)", "done", null, null, new WorkFinding(true, "bearing", "inner race")),
            _gateway.Host.Asked.OfType<WorkSubmission>().Single());
        using var order = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal("anomaly", order.RootElement.GetProperty("cause").GetString());
    }
}
