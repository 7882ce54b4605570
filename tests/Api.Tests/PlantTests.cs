using System.Text.Json;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Tests.Fakes;

namespace OrleansTwin.Api.Tests;

public sealed class PlantTests : IAsyncLifetime
{
    private const string Path = "/api/v1/plant";
    private const string Yaml = "application/yaml";

    private Gateway _gateway = Gateway.None;

    public async Task InitializeAsync() => _gateway = await Gateway.StartAsync();

    public Task DisposeAsync() => _gateway.DisposeAsync().AsTask();

    [Theory]
    [InlineData("*/*", "application/yaml")]
    [InlineData("text/yaml", "application/yaml")]
    [InlineData("application/json", "application/json")]
    [InlineData("application/json;q=0.5, application/yaml", "application/yaml")]
    public async Task The_plant_is_yaml_unless_json_is_asked_for(string accept, string type)
    {
        using var answer = await _gateway.SendAsync(HttpMethod.Get, Path, headers: ("Accept", accept));
        Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("\"7\"", answer.Headers.ETag?.Tag);
        Assert.Contains("enterprise: acme", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_that_is_not_kept_is_a_404()
    {
        using var answer = await _gateway.SendAsync(HttpMethod.Get, Path + "?version=3");
        await answer.ProblemAsync(404);
    }

    [Theory]
    [InlineData("\"7\"")]
    [InlineData("7")]
    [InlineData("*")]
    public async Task A_new_plant_is_put_in_force_by_who_knows_the_version(string ifMatch)
    {
        using var answer = await _gateway.SendAsync(HttpMethod.Put, Path + "?note=new+line", "a: 1", Yaml, ("If-Match", ifMatch));
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal("\"8\"", answer.Headers.ETag?.Tag);
        Assert.Equal(("a: 1", "new line"), (_gateway.Host.Plant.Text, _gateway.Host.Plant.Note));
    }

    [Theory]
    [InlineData(null, 428)]
    [InlineData("\"6\"", 412)]
    [InlineData("W/\"x\"", 400)]
    public async Task Who_edited_another_version_changes_nothing(string? ifMatch, int status)
    {
        (string, string)[] headers = ifMatch is null ? [] : [("If-Match", ifMatch)];
        using var answer = await _gateway.SendAsync(HttpMethod.Put, Path, "a: 1", Yaml, headers);
        await answer.ProblemAsync(status);
        Assert.Equal(7, _gateway.Host.Plant.Version);
    }

    [Fact]
    public async Task Errors_of_the_file_come_back_with_their_lines()
    {
        _gateway.Host.Findings = [new PlantFinding(FindingSeverity.Error, 3, 5, "unit", "'kg'", "a unit of power", "Write kW.")];
        using var answer = await _gateway.SendAsync(HttpMethod.Put, Path, "a: 1", Yaml, ("If-Match", "*"));
        var finding = (await answer.ProblemAsync(422)).GetProperty("findings")[0];
        Assert.Equal(("error", 3), (finding.GetProperty("severity").GetString(), finding.GetProperty("line").GetInt32()));
    }

    [Fact]
    public async Task A_check_changes_nothing_and_needs_no_version()
    {
        _gateway.Host.Findings = [new PlantFinding(FindingSeverity.Warning, 1, 1, "a", "1", "2", null)];
        using var answer = await _gateway.SendAsync(HttpMethod.Put, Path + "?check=true", "a: 1", Yaml);
        var result = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.False(result.GetProperty("isApplied").GetBoolean());
        Assert.Equal(1, result.GetProperty("findings").GetArrayLength());
        Assert.Equal(7, _gateway.Host.Plant.Version);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData(null)]
    public async Task A_plant_of_another_type_is_refused(string? type)
    {
        using var answer = await _gateway.SendAsync(HttpMethod.Put, Path, "a: 1", type, ("If-Match", "*"));
        await answer.ProblemAsync(415);
    }

    [Fact]
    public async Task A_plant_that_is_not_utf8_is_refused_at_its_byte()
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(Path, UriKind.Relative));
        request.Content = new ByteArrayContent([0x61, 0x3A, 0xC3, 0x28]);
        request.Content.Headers.Add("Content-Type", Yaml);
        request.Headers.Add("If-Match", "*");
        using var answer = await _gateway.Client.SendAsync(request);
        var problem = await answer.ProblemAsync(400);
        Assert.Contains("byte 2", problem.GetProperty("found").GetString(), StringComparison.Ordinal);
    }
}
