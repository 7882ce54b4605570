using System.Text.Json;

namespace OrleansTwin.EndToEnd.Tests.Commands;

public sealed class ReplayCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("replay-");

    [Fact]
    public async Task A_replay_prints_a_row_per_recording_and_writes_them_as_json()
    {
        var file = Path.Combine(_folder.FullName, "out", "kpis.json");

        var (exitCode, output) = await EdgeProcess.RunAsync("replay", Ingest.Tests.SharedData.Folder("cnc-mill"), "--json", file);

        Assert.Equal(0, exitCode);
        foreach (var number in Enumerable.Range(1, 14))
            Assert.Contains($"experiment_{number:00} ", output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(file));
        var runs = json.RootElement.GetProperty("runs");
        Assert.Equal(14, runs.GetArrayLength());
        var first = runs[0];
        Assert.Equal("experiment_01", first.GetProperty("name").GetString());
        Assert.Equal(105.5, first.GetProperty("durationS").GetDouble());
        Assert.Equal((1, 1), (first.GetProperty("parts").GetInt32(), first.GetProperty("goodParts").GetInt32()));
        Assert.InRange(first.GetProperty("oee").GetDouble(), 0.9, 1);
        Assert.Equal(105.5, first.GetProperty("elements").GetProperty("plannedBusyTime").GetDouble());
        Assert.Equal(105.5, first.GetProperty("states").EnumerateObject().Sum(state => state.Value.GetDouble()), 9);
    }

    [Fact]
    public async Task A_result_that_was_kept_can_be_looked_at_with_run()
    {
        var data = Path.Combine(_folder.FullName, "data");
        var (exitCode, _) = await EdgeProcess.RunAsync("replay", Ingest.Tests.SharedData.Folder("cnc-mill"), "--data", data);
        Assert.Equal(0, exitCode);

        await using var edge = EdgeProcess.Start("run", "--data", data, "--listen", "http://127.0.0.1:0");
        using var http = new HttpClient { BaseAddress = await edge.AddressAsync() };
        using var kpis = JsonDocument.Parse(await http.GetStringAsync(
            new Uri("/api/v1/kpis/smart-lab/cnc-mill?from=2018-04-02T06:00:00Z&to=2018-04-02T12:00:00Z", UriKind.Relative)));

        var produced = kpis.RootElement.GetProperty("elements").EnumerateArray()
            .Single(element => element.GetProperty("symbol").GetString() == "PQ").GetProperty("value").GetDouble();
        Assert.Equal(11, produced);
        Assert.Equal(0, await edge.StopAsync());
    }

    [Fact]
    public async Task A_folder_without_recordings_is_refused()
    {
        var (exitCode, output) = await EdgeProcess.RunAsync("replay", _folder.FullName);

        Assert.Equal(2, exitCode);
        Assert.Contains("train.csv", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broker_that_cannot_be_reached_ends_the_replay()
    {
        var url = $"mqtt://127.0.0.1:{PeerProcess.FreePort()}";
        var (exitCode, output) = await EdgeProcess.RunAsync(
            "replay", Ingest.Tests.SharedData.Folder("cnc-mill"), "--mqtt", url);

        Assert.Equal(1, exitCode);
        Assert.Contains("broker", output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
