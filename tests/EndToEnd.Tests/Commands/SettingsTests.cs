namespace OrleansTwin.EndToEnd.Tests.Commands;

public sealed class SettingsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("settings-");

    private string File => Path.Combine(_folder.FullName, "edge.json");

    [Fact]
    public async Task A_file_the_environment_and_options_are_taken_in_that_order()
    {
        var plant = Path.Combine(AppContext.BaseDirectory, "Plants", "one-line.yaml");
        await System.IO.File.WriteAllTextAsync(
            File,
            $$"""{ "plant": "{{plant}}", "simulate": true, "api": { "listenUrl": "http://127.0.0.1:1" }, "data": "nowhere" }""");
        var environment = new Dictionary<string, string> { ["ORLEANSTWIN_Data"] = Path.Combine(_folder.FullName, "data") };

        await using var edge = EdgeProcess.Start(environment, "run", "--config", File, "--listen", "http://127.0.0.1:0");

        await edge.AddressAsync();
        Assert.Contains("Packing line", edge.Output, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(_folder.FullName, "data"), edge.Output, StringComparison.Ordinal);
        await edge.SeesAsync("simulator is running");
        Assert.Equal(0, await edge.StopAsync());
    }

    [Theory]
    [InlineData("""{ "plnat": "x.yaml" }""", "plnat")]
    [InlineData("""{ "seed": "many" }""", "Seed")]
    [InlineData("""{ "api": { "listenUlr": "x" } }""", "api:listenUlr")]
    [InlineData("""{ "edge": { "webhooks": [{ "name": "a", "url": "https://a/", "secrt": "x" }] } }""", "edge:webhooks:0:secrt")]
    [InlineData("""{ "api": """, "LineNumber: 0")]
    public async Task A_setting_that_is_wrong_is_named(string text, string expected)
    {
        await System.IO.File.WriteAllTextAsync(File, text);

        var (exitCode, output) = await EdgeProcess.RunAsync("run", "--config", File);

        Assert.Equal(2, exitCode);
        Assert.Contains(expected, output, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run", "--listen", "http://0.0.0.0:0", "key")]
    [InlineData("run", "--mqtt", "http://broker", "mqtt://")]
    [InlineData("simulate", "--hours", "0", "--hours")]
    [InlineData("simulate", "--start", "soon", "--start")]
    [InlineData("replay", "nowhere", "--speed=0", "speed")]
    [InlineData("replay", "nowhere", "--speed=1", "nowhere")]
    public async Task An_option_that_is_wrong_is_named(string command, string option, string value, string expected)
    {
        var (exitCode, output) = await EdgeProcess.RunAsync(command, option, value);

        Assert.Equal(2, exitCode);
        Assert.Contains(expected, output, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
