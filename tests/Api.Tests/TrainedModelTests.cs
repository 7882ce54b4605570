using System.Net.Http.Headers;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Tests.Fakes;

namespace OrleansTwin.Api.Tests;

/// <summary>Who may hand models to the twins, and which bodies are taken for one.</summary>
public sealed class TrainedModelTests : IAsyncLifetime
{
    private const string Models = "/api/v1/health/models";

    private static readonly ApiOptions Options = new()
    {
        ModelBytesMax = 1024,
        Keys =
        [
            ApiKey.FromText("reader", "read-key", ApiRole.Read),
            ApiKey.FromText("engineer", "admin-key", ApiRole.Admin),
        ],
    };

    private Gateway _gateway = Gateway.None;

    public async Task InitializeAsync() => _gateway = await Gateway.StartAsync(Options);

    public Task DisposeAsync() => _gateway.DisposeAsync().AsTask();

    [Theory]
    [InlineData("press", "admin-key", "application/octet-stream", 100, 200)]
    [InlineData("press", "read-key", "application/octet-stream", 100, 403)]
    [InlineData("press", "admin-key", "text/plain", 100, 415)]
    [InlineData("press", "admin-key", "application/octet-stream", 1025, 413)]
    [InlineData("press", "admin-key", "application/octet-stream", 3, 400)]
    [InlineData("..", "admin-key", "application/octet-stream", 100, 404)]
    [InlineData("press%20shop", "admin-key", "application/octet-stream", 100, 400)]
    public async Task An_administrator_may_put_a_file_in_force(string name, string key, string type, int bytes, int status)
    {
        using var answer = await PutAsync($"{Models}/{name}", key, type, new byte[bytes]);
        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task The_host_hears_who_handed_over_which_bytes_and_why()
    {
        using var answer = await PutAsync(
            $"{Models}/press-2?note=more%20presses", "admin-key", "application/octet-stream", [1, 2, 3, 4]);
        Assert.Contains("\"name\":\"press-2\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var asked = _gateway.Host.Asked.OfType<TrainedModelSubmission>().Single();
        Assert.Equal(("press-2", "engineer", "more presses"), (asked.Name, asked.User, asked.Note));
        Assert.Equal(new byte[] { 1, 2, 3, 4 }, asked.File);
    }

    [Theory]
    [InlineData("press", "admin-key", 200)]
    [InlineData("oven", "admin-key", 404)]
    [InlineData("press", "read-key", 403)]
    public async Task An_administrator_may_delete_a_model(string name, string key, int status)
    {
        using var answer = await _gateway.SendAsync(HttpMethod.Delete, $"{Models}/{name}", headers: ("X-Api-Key", key));
        Assert.Equal(status, (int)answer.StatusCode);
    }

    private async Task<HttpResponseMessage> PutAsync(string path, string key, string type, byte[] file)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = new ByteArrayContent(file) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        request.Headers.Add("X-Api-Key", key);
        return await _gateway.Client.SendAsync(request);
    }
}
