using System.Text.Json;

namespace OrleansTwin.EndToEnd.Tests.Commands;

public sealed class PlantCommandTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"plant-{Guid.NewGuid():N}.yaml");

    [Fact]
    public async Task A_plant_with_errors_is_told_with_file_line_and_key()
    {
        await File.WriteAllTextAsync(
            _file, "plantFile: 1\nline:\n  a:\n    machines:\n      m:\n        sensors:\n          power: {unit: quux}\n");

        var (exitCode, output) = await EdgeProcess.RunAsync("plant", "check", _file);

        Assert.Equal(2, exitCode);
        Assert.Contains($"{_file}:7:", output, StringComparison.Ordinal);
        Assert.Contains("quux", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_an_error()
    {
        var (exitCode, output) = await EdgeProcess.RunAsync("plant", "check", _file);

        Assert.Equal(2, exitCode);
        Assert.Contains(_file, output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("demo.yaml", "300")]
    [InlineData("cnc-mill.yaml", "51")]
    [InlineData("one-line.yaml", "16")]
    [InlineData("one-machine.yaml", "")]
    public async Task A_supplied_plant_is_valid_and_summed_up(string file, string sensors)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Plants", file);
        var (exitCode, output) = await EdgeProcess.RunAsync("plant", "check", path);

        Assert.Equal(0, exitCode);
        Assert.Contains("is valid", output, StringComparison.Ordinal);
        Assert.Matches($@"sensors +{sensors}", output);
    }

    [Fact]
    public async Task The_schema_is_json()
    {
        var (exitCode, output) = await EdgeProcess.RunAsync("plant", "schema");

        Assert.Equal(0, exitCode);
        using var schema = JsonDocument.Parse(output);
        Assert.True(schema.RootElement.TryGetProperty("$schema", out _));
    }

    [Fact]
    public async Task A_plant_is_shown_as_a_tree()
    {
        var (exitCode, output) = await EdgeProcess.RunAsync(
            "plant", "show", Path.Combine(AppContext.BaseDirectory, "Plants", "one-line.yaml"), "--sensors");

        Assert.Equal(0, exitCode);
        Assert.Contains("packing", output, StringComparison.Ordinal);
        Assert.Contains("oil-temperature [degC]", output, StringComparison.Ordinal);
    }

    public void Dispose() => File.Delete(_file);
}
