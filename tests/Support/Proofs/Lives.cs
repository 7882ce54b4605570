using OrleansTwin.Peers;

namespace OrleansTwin.Proofs;

/// <summary>
/// The process's lives over one data directory: each begins, runs for a random while and is killed (SIGKILL); a few are killed
/// before they have come up. The last one stays. What disturbs a life comes once it serves.
/// </summary>
internal sealed class Lives(
    string plantFile,
    string data,
    int port,
    string? mqttUrl,
    Random random,
    string? store,
    Func<RunningEdge, Task> disturb) : IAsyncDisposable
{
    private const int RunMsMax = 2000;
    private const int EarlyShare = 6;

    private RunningEdge? _last;

    public Uri Address { get; } = new($"http://127.0.0.1:{port}");

    public int Kills { get; private set; }

    /// <summary>Kills that hit a process which was not serving yet.</summary>
    public int EarlyKills { get; private set; }

    public RunningEdge Last => _last ?? throw new InvalidOperationException("The last life has not begun.");

    /// <summary>Begins, runs and is killed.</summary>
    public async Task LiveAsync(CancellationToken cancellation)
    {
        var early = random.Next(EarlyShare) == 0;
        var run = TimeSpan.FromMilliseconds(random.Next(RunMsMax));
        if (early)
        {
            await using var starting = RunningEdge.Begin(plantFile, mqttUrl, data, port, store: store);
            await Task.Delay(run, cancellation);
            await starting.KillAsync();
            EarlyKills++;
        }
        else
        {
            await using var running = await StartAsync();
            await disturb(running);
            await Task.Delay(run, cancellation);
            await running.Process.KillAsync();
        }

        Kills++;
    }

    public async Task LiveOnAsync()
    {
        _last = await StartAsync();
        await disturb(_last);
    }

    public async ValueTask DisposeAsync()
    {
        if (_last is not null)
            await _last.DisposeAsync();
    }

    private Task<RunningEdge> StartAsync() => RunningEdge.StartAsync(plantFile, mqttUrl, data, port, store: store);
}
