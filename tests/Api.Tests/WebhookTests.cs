using System.Text.Json;
using OrleansTwin.Api.Tests.Fakes;

namespace OrleansTwin.Api.Tests;

/// <summary>Who is told of events: what is shown of them, and who may have them told again.</summary>
public sealed class WebhookTests : IAsyncLifetime
{
    private static readonly ApiOptions Options = new()
    {
        Keys =
        [
            ApiKey.FromText("reader", "read-key", ApiRole.Read),
            ApiKey.FromText("operator", "operate-key", ApiRole.Operate),
        ],
    };

    private Gateway _gateway = Gateway.None;

    public async Task InitializeAsync() => _gateway = await Gateway.StartAsync(Options);

    public Task DisposeAsync() => _gateway.DisposeAsync().AsTask();

    [Fact]
    public async Task What_waits_and_what_was_given_up_is_told_to_readers()
    {
        var webhook = (await ReadAsync("/api/v1/webhooks")).GetProperty("items")[0];
        Assert.Equal(
            ("cmms", 2, "cmms.example answers 503."),
            (webhook.GetProperty("name").GetString(), webhook.GetProperty("waiting").GetInt32(),
                webhook.GetProperty("failure").GetString()));
        var lost = (await ReadAsync("/api/v1/webhooks/undelivered?limit=5")).GetProperty("items")[0];
        Assert.Equal(
            ("alarm_1", "alarm.raised"), (lost.GetProperty("eventId").GetString(), lost.GetProperty("type").GetString()));
    }

    [Theory]
    [InlineData("cmms", "operate-key", 200)]
    [InlineData("cmms", "read-key", 403)]
    [InlineData("nobody", "operate-key", 404)]
    public async Task Who_operates_may_have_a_webhook_told_again(string name, string key, int status)
    {
        using var answer = await _gateway.SendAsync(
            HttpMethod.Post, $"/api/v1/webhooks/{name}/tell-again", headers: ("X-Api-Key", key));
        Assert.Equal(status, (int)answer.StatusCode);
    }

    private async Task<JsonElement> ReadAsync(string path)
    {
        using var answer = await _gateway.SendAsync(HttpMethod.Get, path, headers: ("X-Api-Key", "read-key"));
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
    }
}
