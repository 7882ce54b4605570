using OrleansTwin.Store.Sqlite;

namespace OrleansTwin.Bench.Load;

/// <summary>A broker, the executable on a load plant, and a publisher: started, read and stopped together.</summary>
internal sealed class LoadRun : IAsyncDisposable
{
    /// <summary>
    /// What QoS 1 with acknowledgement after the commit needs of mosquitto (docs/cli.md): many messages in flight, none dropped.
    /// </summary>
    public const string BrokerSettings = "allow_anonymous true\nmax_inflight_messages 8192\nset_tcp_nodelay true\n";

    /// <summary>What a collection that is due may take.</summary>
    public static readonly TimeSpan CollectorTime = TimeSpan.FromSeconds(5);

    private readonly string _plantFile;

    private LoadRun(string plantFile, MosquittoBroker broker, RunningEdge edge, LoadPublisher publisher) =>
        (_plantFile, Broker, Edge, Publisher) = (plantFile, broker, edge, publisher);

    public MosquittoBroker Broker { get; }

    public RunningEdge Edge { get; private set; }

    public LoadPublisher Publisher { get; }

    /// <param name="plant">What runs.</param>
    /// <param name="data">Its data directory; null: one that vanishes with the run.</param>
    /// <param name="environment">Settings that differ from the defaults.</param>
    public static async Task<LoadRun> StartAsync(
        LoadPlant plant, string? data = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var file = Path.GetTempFileName();
        var begun = new Stack<IAsyncDisposable>();
        try
        {
            await File.WriteAllTextAsync(file, plant.Text());
            var broker = await MosquittoBroker.StartAsync(BrokerSettings);
            begun.Push(broker);
            var edge = await RunningEdge.StartAsync(file, broker.Url, data, environment: environment);
            begun.Push(edge);
            var publisher = await LoadPublisher.ConnectAsync(broker.Url, plant);
            begun.Push(publisher);
            while (await edge.MetricAsync("orleanstwin_messages_received_total") == 0)
                await publisher.ProbeAsync();
            return new LoadRun(file, broker, edge, publisher);
        }
        catch
        {
            foreach (var part in begun)
                await part.DisposeAsync();
            File.Delete(file);
            throw;
        }
    }

    public async Task<LoadReading> ReadAsync() => new(
        DateTime.UtcNow,
        Publisher.Published,
        Edge.ReadFigures(),
        ProcessFigures.Read(Broker.Process.Id),
        ProcessFigures.Read(Environment.ProcessId),
        await Edge.MetricAsync("orleanstwin_samples_committed_total"));

    /// <summary>Waits until the process has committed as many samples as were published, or no more come.</summary>
    public async Task<long> SettleAsync()
    {
        for (var (seen, quiet) = (-1.0, 0); quiet < 20; await Task.Delay(100))
        {
            var committed = await Edge.MetricAsync("orleanstwin_samples_committed_total");
            if (committed >= Publisher.Published)
                break;
            (seen, quiet) = (committed, committed > seen ? 0 : quiet + 1);
        }

        return (long)await Edge.MetricAsync("orleanstwin_samples_committed_total");
    }

    /// <summary>After a kill: the same plant, data and broker.</summary>
    public async Task RestartAsync()
    {
        var killed = Edge;
        Edge = await RunningEdge.StartAsync(_plantFile, Broker.Url, killed.Data);
        await killed.DisposeAsync();
    }

    /// <summary>Waits until two further checkpoints are written and the collector has had its time.</summary>
    public async Task CheckpointedAsync()
    {
        var before = await Edge.MetricAsync("orleanstwin_checkpoints_total");
        while (await Edge.MetricAsync("orleanstwin_checkpoints_total") < before + 2)
            await Task.Delay(200);
        await Task.Delay(CollectorTime);
    }

    /// <summary>Waits until the broker has sent again what was not acknowledged, and it is committed.</summary>
    public async Task QuietAsync()
    {
        for (var (seen, quiet) = (-1.0, 0); quiet < 20; await Task.Delay(100))
        {
            var received = await Edge.MetricAsync("orleanstwin_messages_received_total");
            (seen, quiet) = (received, received > seen ? 0 : quiet + 1);
        }
    }

    /// <summary>Stops the process in order and counts the distinct samples that its history has.</summary>
    public async Task<long> CountHistoryAsync(LoadPlant plant)
    {
        await Edge.Process.StopAsync();
        await using var store = await SqliteTwinStore.OpenAsync(Edge.Data);
        var count = 0L;
        for (var sensor = 0; sensor < plant.Sensors; sensor++)
        {
            if (store.Names.TryGetKey(plant.Topic(sensor), out var key))
                count += (await store.History.ReadAsync(key, 0, DateTime.MaxValue.Ticks)).Length;
        }

        return count;
    }

    public async ValueTask DisposeAsync()
    {
        await Publisher.DisposeAsync();
        await Edge.DisposeAsync();
        await Broker.DisposeAsync();
        File.Delete(_plantFile);
    }
}

/// <summary>Where a run stands at a moment.</summary>
internal sealed record LoadReading(
    DateTime At, long Published, ProcessFigures Edge, ProcessFigures Broker, ProcessFigures Bench, double Committed);
