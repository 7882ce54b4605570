using OrleansTwin.Peers;

namespace OrleansTwin.Proofs;

/// <summary>What a proof is asked for.</summary>
internal sealed record ProofOptions(int Seed, int Kills, Action<string> Tell)
{
    /// <summary>About so many values a second are sent.</summary>
    public required int ValuesPerS { get; init; }

    /// <summary>Connection string of the database that keeps everything; null: a data directory does.</summary>
    public string? Store { get; init; }

    /// <summary>The data directory; null: one in the folder of the proof.</summary>
    public string? Data { get; init; }
}

/// <summary>What a proof has come to; without findings it holds.</summary>
internal sealed record ProofResult(IReadOnlyList<string> Findings, IReadOnlyDictionary<string, double> Counts)
{
    public ProofResult With(string what, double count) =>
        this with { Counts = new Dictionary<string, double>(Counts) { [what] = count } };
}

/// <summary>
/// The process is killed again and again while somebody sends to it; between two of its lives something else may go wrong, too.
/// Everything that was acknowledged is then there once, and every number is right.
/// </summary>
internal sealed class KillProof(ProofOptions options, string? mqttUrl, Func<Uri, Task<IFeed>> connect) : IAsyncDisposable
{
    /// <summary>Seconds of the plant that are sent at once.</summary>
    private const int ChunkS = 30;

    private static readonly TimeSpan PastMax = TimeSpan.FromDays(3);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("proof-");
    private readonly Account _account = new();
    private readonly ProofStream _stream = new(options.Seed, PastMax);
    private readonly SemaphoreSlim _sending = new(1, 1);
    private volatile bool _isEnough;

    public string PlantFile => Path.Combine(_folder.FullName, "plant.yaml");

    public string Data => options.Data ?? Path.Combine(_folder.FullName, "data");

    /// <param name="between">What happens beside the lives: gets the number of the life that begins.</param>
    /// <param name="disturb">What happens to a life once it serves.</param>
    public async Task<ProofResult> RunAsync(Func<int, Task>? between = null, Func<RunningEdge, Task>? disturb = null)
    {
        await File.WriteAllTextAsync(PlantFile, ProofPlant.Text);
        await using var lives = new Lives(
            PlantFile,
            Data,
            PeerProcess.FreePort(),
            mqttUrl,
            new Random(options.Seed),
            options.Store,
            disturb ?? (_ => Task.CompletedTask));
        await SubscribeAsync();
        await using var feed = await connect(lives.Address);
        using var giveUp = new CancellationTokenSource();
        var sending = SendAsync(feed, giveUp.Token);
        try
        {
            for (var life = 1; life <= options.Kills; life++)
            {
                if (between is not null)
                    await between(life);
                await lives.LiveAsync(giveUp.Token);
                options.Tell($"kill {life} of {options.Kills}, {_account.Acknowledged} values acknowledged");
                if (sending.IsFaulted)
                    await sending;
            }

            await lives.LiveOnAsync();
            _isEnough = true;
            await sending;
            var findings = await new Reckoning(lives.Last, _account, _stream, PlantFile).ReckonAsync();
            return new ProofResult(findings, Counts(lives, feed));
        }
        finally
        {
            await giveUp.CancelAsync();
        }
    }

    /// <summary>Does something while nothing is on its way to whoever acknowledges.</summary>
    public async Task BetweenSendsAsync(Func<Task> action)
    {
        await _sending.WaitAsync();
        try
        {
            await action();
        }
        finally
        {
            _sending.Release();
        }
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        _sending.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>A broker keeps messages for a session that it knows: the process comes once, and leaves in order.</summary>
    private async Task SubscribeAsync()
    {
        await using var edge = await RunningEdge.StartAsync(PlantFile, mqttUrl, Data, store: options.Store);
        await edge.IsReadyAsync();
        await edge.Process.StopAsync();
    }

    private async Task SendAsync(IFeed feed, CancellationToken cancellation)
    {
        var began = DateTime.UtcNow;
        while (!_isEnough)
        {
            await SendAsync(feed, _stream.Next(ChunkS), cancellation);
            var due = began + TimeSpan.FromSeconds(_account.Acknowledged / (double)options.ValuesPerS);
            if (due - DateTime.UtcNow is var early && early > TimeSpan.Zero)
                await Task.Delay(early, cancellation);
        }

        await SendAsync(feed, [_stream.Last()], cancellation);
    }

    private async Task SendAsync(IFeed feed, IReadOnlyList<SentValue> values, CancellationToken cancellation)
    {
        await _sending.WaitAsync(cancellation);
        try
        {
            await feed.SendAsync(values, cancellation);
            _account.Add(values);
        }
        finally
        {
            _sending.Release();
        }
    }

    private Dictionary<string, double> Counts(Lives lives, IFeed feed)
    {
        var counts = new Dictionary<string, double>
        {
            ["values acknowledged"] = _account.Acknowledged,
            ["of them without a time"] = _account.Pulses,
            ["kills"] = lives.Kills,
            ["of them before it served"] = lives.EarlyKills,
        };
        if (feed is HttpFeed http)
        {
            (counts["posts sent again"], counts["of them refused for the time being"]) = (http.Retries, http.Refusals);
            counts["known from before, the answer lost"] = http.KnownAfterLostAnswer;
            counts["known from before, no answer came"] = http.KnownAfterSilence;
        }

        return counts;
    }
}
