using System.Net.Http.Headers;
using System.Text;
using OrleansTwin.Runtime.Tests.Support;

namespace OrleansTwin.EndToEnd.Tests.Commands;

/// <summary>History from one site to another, by the commands and requests that the documents name.</summary>
public sealed class HistoryCommandTests : IDisposable
{
    private const string Csv =
        """
        time,tag,value
        2026-03-02T08:00:00Z,press/state,RUN
        2026-03-02T08:00:01.25Z,press/power,3.25
        2026-03-02T08:10:00Z,press/power,-1e-300
        2026-03-02T08:10:00Z,press/nothing,1

        """;

    private const string Plant =
        """
        plantFile: 1
        line:
          l:
            machines:
              press:
                states: alwaysProducing
                sensors:
                  state: {kind: text, tag: press/state}
                  power: {unit: kW, tag: press/power}
        """;

    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("history-");

    [Fact]
    public async Task It_goes_out_of_a_running_edge_and_into_a_store_at_rest_and_out_of_that_again()
    {
        var (plant, file, other) = (InPlace("plant.yaml"), InPlace("history.csv"), InPlace("other"));
        await File.WriteAllTextAsync(plant, Plant);
        string told;
        await using (var edge = await RunningEdge.StartAsync(plant))
        {
            using var content = new StringContent(Csv, Encoding.UTF8, new MediaTypeHeaderValue("text/csv"));
            using var answer = await edge.Http.PostAsync(new Uri("/api/v1/history.csv", UriKind.Relative), content);
            var receipt = await answer.Content.ReadAsStringAsync();
            Assert.Contains("\"samples\":3", receipt, StringComparison.Ordinal);
            Assert.Contains("{\"line\":5,\"reason\":\"unknownSensor\"", receipt, StringComparison.Ordinal);
            told = await edge.Http.GetStringAsync(
                new Uri("/api/v1/history.csv/l?from=2026-03-02T08:00:00Z&to=2026-03-03T00:00:00Z", UriKind.Relative));
            Assert.Equal(4, told.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);

            var (code, output) = await EdgeProcess.RunAsync("history", "export", "--data", edge.Data, "--out", file);
            Assert.True(code == 0, output);
            Assert.Equal(told, await File.ReadAllTextAsync(file));
            Assert.Equal(2, (await EdgeProcess.RunAsync("history", "export", "--data", edge.Data, "--out", file)).ExitCode);

            var (inUse, why) = await EdgeProcess.RunAsync("history", "import", file, "--data", edge.Data);
            Assert.Equal(1, inUse);
            Assert.Contains($"process {edge.Process.Id} on", why, StringComparison.Ordinal);
        }

        Assert.Equal(2, (await EdgeProcess.RunAsync("history", "import", file, "--data", other)).ExitCode);
        for (var times = 0; times < 2; times++)
        {
            var (code, output) = await EdgeProcess.RunAsync("history", "import", file, "--plant", plant, "--data", other);
            Assert.True(code == 0, output);
            Assert.Contains("3 samples of 3 lines", output, StringComparison.Ordinal);
        }

        var (_, exported) = await EdgeProcess.RunAsync(
            "history", "export", "--data", other, "--twin", "l/press/power", "--from", "2026-03-02T08:05Z");
        Assert.Contains("2026-03-02T08:10:00Z,l/press/power,-1E-300,good,", exported, StringComparison.Ordinal);
        Assert.DoesNotContain("3.25", exported, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_with_damaged_samples_gives_no_file_before_somebody_has_accepted_that()
    {
        var (plant, file, data) = (InPlace("plant.yaml"), InPlace("history.csv"), InPlace("data"));
        await File.WriteAllTextAsync(plant, Plant);
        await File.WriteAllTextAsync(file, Csv);
        await EdgeProcess.RunAsync("history", "import", file, "--plant", plant, "--data", data);
        foreach (var damage in new[]
        {
            "UPDATE chunk SET crc = crc + 1",
            "INSERT INTO damage (at_ticks, kind, twin, from_ticks, to_ticks, data, detail) "
                + "SELECT 0, 1, sensor, first_ticks, last_ticks + 1, data, 'A chunk is damaged.' FROM chunk; DELETE FROM chunk",
        })
        {
            await StoreFile.ChangeAsync(data, damage);
            var (code, told) = await EdgeProcess.RunAsync("history", "export", "--data", data);
            Assert.Equal(1, code);
            Assert.Contains("damaged", told, StringComparison.Ordinal);
            Assert.Contains("/api/v1/damage/accept", told, StringComparison.Ordinal);
            Assert.DoesNotContain("press/power,", told, StringComparison.Ordinal);
        }

        await StoreFile.ChangeAsync(data, "INSERT INTO meta (key, value) SELECT 'damage_accepted', max(id) FROM damage");
        Assert.Equal(0, (await EdgeProcess.RunAsync("history", "export", "--data", data)).ExitCode);
    }

    public void Dispose() => _place.Delete(recursive: true);

    private string InPlace(string name) => Path.Combine(_place.FullName, name);
}
