namespace OrleansTwin.EndToEnd.Tests.Commands;

public sealed class InterruptTests : IDisposable
{
    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("interrupt-");

    [Fact]
    public async Task A_replay_that_is_stopped_says_so_and_leaves_nothing_behind()
    {
        var environment = new Dictionary<string, string> { ["TMPDIR"] = _temporary.FullName };
        var folder = Ingest.Tests.SharedData.Folder("cnc-mill");
        await using var edge = EdgeProcess.Start(environment, "replay", folder, "--speed", "1");
        await edge.SeesAsync("Replaying 14 recordings");

        Assert.Equal(130, await edge.StopAsync());
        Assert.Contains("Stopped.", edge.Output, StringComparison.Ordinal);
        Assert.Empty(_temporary.EnumerateDirectories("orleanstwin-*"));
    }

    [Fact]
    public async Task The_demo_ends_in_order_while_its_past_is_played_and_someone_watches()
    {
        await using var edge = EdgeProcess.Start(
            new Dictionary<string, string> { ["TMPDIR"] = _temporary.FullName }, "--listen", "http://127.0.0.1:0");
        using var http = new HttpClient { BaseAddress = await edge.AddressAsync() };
        await using var live = await http.GetStreamAsync(new Uri("/api/v1/live?ids=acme", UriKind.Relative));
        Assert.True(await live.ReadAsync(new byte[1]) == 1, "the live stream brought nothing");

        Assert.Equal(0, await edge.StopAsync());
        Assert.Empty(_temporary.EnumerateDirectories("orleanstwin-*"));
    }

    public void Dispose() => _temporary.Delete(recursive: true);
}
