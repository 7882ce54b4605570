using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Tests.Fakes;

namespace OrleansTwin.Api.Tests;

/// <summary>Who may say that a machine is healthy as it is, and what they must tell.</summary>
public sealed class MachineHealthTests : IAsyncLifetime
{
    private static readonly ApiOptions Options = new()
    {
        Keys =
        [
            ApiKey.FromText("reader", "read-key", ApiRole.Read),
            ApiKey.FromText("control room", "operate-key", ApiRole.Operate),
        ],
    };

    private Gateway _gateway = Gateway.None;

    public async Task InitializeAsync() => _gateway = await Gateway.StartAsync(Options);

    public Task DisposeAsync() => _gateway.DisposeAsync().AsTask();

    [Theory]
    [InlineData(FakePlant.Machine, "operate-key", """{"comment":"new spindle"}""", 200)]
    [InlineData(FakePlant.Machine, "read-key", """{"comment":"new spindle"}""", 403)]
    [InlineData(FakePlant.Machine, "operate-key", "{}", 400)]
    [InlineData("acme/nowhere", "operate-key", """{"comment":"new spindle"}""", 404)]
    public async Task Who_operates_may_have_a_machine_learned_anew_with_a_reason(string id, string key, string body, int status)
    {
        using var answer = await _gateway.SendAsync(
            HttpMethod.Post, $"/api/v1/health/learn-anew/{id}", body, "application/json", ("X-Api-Key", key));
        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Who_it_was_is_told_with_the_name_of_the_key()
    {
        using var answer = await _gateway.SendAsync(
            HttpMethod.Post, $"/api/v1/health/learn-anew/{FakePlant.Machine}", """{"comment":"new spindle","user":"eva"}""",
            "application/json", ("X-Api-Key", "operate-key"));
        Assert.Equal(
            new HealthSubmission(FakePlant.Machine, "eva (control room)", "new spindle"),
            _gateway.Host.Asked.OfType<HealthSubmission>().Single());
    }
}
