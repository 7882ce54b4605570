using System.Security.Cryptography;
using System.Text.Json;
using OrleansTwin.Store.Sqlite;

namespace OrleansTwin.EndToEnd.Tests.Commands;

/// <summary>What an operator does with a data directory, by the commands that the documents name.</summary>
public sealed class StoreCommandTests : IDisposable
{
    private const string AnyPort = "http://127.0.0.1:0";

    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("store-");

    private string Data => Path.Combine(_place.FullName, "data");

    [Fact]
    public async Task Beside_a_running_edge_it_is_backed_up_and_replayed_and_a_killed_one_leaves_nothing_in_the_way()
    {
        var (backup, restored) = (Path.Combine(_place.FullName, "twin.backup"), Path.Combine(_place.FullName, "restored"));
        await using (var edge = EdgeProcess.Start("run", "--listen", AnyPort, "--data", Data))
        {
            await edge.AddressAsync();
            await edge.SeesAsync("simulator is running");
            Assert.Equal(0, (await EdgeProcess.RunAsync("store", "check", "--data", Data)).ExitCode);
            var (code, told) = await EdgeProcess.RunAsync("store", "backup", "--data", Data, "--out", backup);
            Assert.True(code == 0, told);

            var (refused, why) = await EdgeProcess.RunAsync("store", "restore", "--from", backup, "--data", Data, "--overwrite");
            Assert.Equal(1, refused);
            Assert.Contains($"process {edge.Id} on {Environment.MachineName}", why, StringComparison.Ordinal);
            await edge.KillAsync();
        }

        await using (var again = EdgeProcess.Start("run", "--listen", AnyPort, "--data", Data))
        {
            await again.AddressAsync();
            Assert.Equal(0, await again.StopAsync());
        }

        Assert.Equal(0, (await EdgeProcess.RunAsync("store", "restore", "--from", backup, "--data", restored)).ExitCode);
        await using (var other = EdgeProcess.Start("run", "--listen", AnyPort, "--data", restored))
        {
            await other.AddressAsync();
            Assert.Equal(0, await other.StopAsync());
        }

        // Whatever came later, both stores tell the same of a twin at a moment that both have.
        var batch = SqliteMaintenance.ReadInfo(restored).Milestones[0].Cursor + 1;
        Assert.Equal(await ReplayAsync(Data, batch), await ReplayAsync(restored, batch));
    }

    [Fact]
    public async Task What_cannot_be_replayed_is_told_with_what_can()
    {
        await using (var edge = EdgeProcess.Start("run", "--listen", AnyPort, "--data", Data))
        {
            await edge.AddressAsync();
            await edge.SeesAsync("simulator is running");
            Assert.Equal(0, await edge.StopAsync());
        }

        foreach (var (twin, at, text) in new[]
        {
            ("acme", "2020-01-01", "What can be is from"),
            ("acme", "2999-01-01", "lies in the future"),
            ("acme", "#999999999", "There is no batch 999999999 yet"),
            ("acme", "yesterday", "expected a time like"),
            ("acme/nowhere", $"{DateTime.UtcNow:O}", "had no twin 'acme/nowhere'"),
        })
        {
            var (code, told) = await EdgeProcess.RunAsync("replay", "--twin", twin, "--at", at, "--data", Data);
            Assert.Equal(2, code);
            Assert.Contains(text, told, StringComparison.Ordinal);
        }

        var (missing, nothing) = await EdgeProcess.RunAsync("replay", "--twin", "acme", "--at", "#1", "--data", _place.FullName);
        Assert.Equal(1, missing);
        Assert.Contains("There is no store", nothing, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_archive_that_the_settings_turn_off_is_told_as_the_reason()
    {
        var environment = new Dictionary<string, string> { ["ORLEANSTWIN_Storage__Archive__Retention"] = "00:00:00" };
        await using (var edge = EdgeProcess.Start(environment, "run", "--listen", AnyPort, "--data", Data))
        {
            await edge.AddressAsync();
            Assert.Equal(0, await edge.StopAsync());
        }

        var (code, told) = await EdgeProcess.RunAsync("replay", "--twin", "acme", "--at", "#1", "--data", Data);
        Assert.Equal(2, code);
        Assert.Contains("storage.archive.retention", told, StringComparison.Ordinal);
        var (_, info) = await EdgeProcess.RunAsync("store", "info", "--data", Data);
        Assert.Contains("there is no archive", info, StringComparison.Ordinal);
    }

    public void Dispose() => _place.Delete(recursive: true);

    private async Task<string> ReplayAsync(string data, long batch)
    {
        var state = Path.Combine(_place.FullName, "state");
        var (code, told) = await EdgeProcess.RunAsync(
            "replay", "--twin", "acme", "--at", $"#{batch}", "--data", data, "--state-out", state, "--json", "-");
        Assert.True(code == 0, told);
        using var view = JsonDocument.Parse(told);
        var digest = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(state)));
        Assert.Equal(view.RootElement.GetProperty("stateSha256").GetString(), digest);
        return digest;
    }
}
