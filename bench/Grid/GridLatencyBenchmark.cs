using Npgsql;
using OrleansTwin.Bench.Benchmarks;
using OrleansTwin.Bench.Harness;
using OrleansTwin.Bench.Load;
using OrleansTwin.Proofs;

namespace OrleansTwin.Bench.Grid;

/// <summary>
/// A plant of 5,000 sensors at 10 Hz through a real broker into a grid of real processes: how old a sample is when a line's twin
/// shows it at the gateway, wherever its shard is, and what each process costs.
/// </summary>
internal sealed class GridLatencyBenchmark : IBenchmark
{
    private const double SamplesPerS = 50_000;

    /// <summary>As a machine's gateway sends them: <c>{"time":…,"state":"AUTO","good":12,"power":5.1,"v3":…}</c>.</summary>
    private static readonly LoadPlant Plant = new(Lines: 40, MachinesPerLine: 5, IsByMachine: true);

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Measuring = TimeSpan.FromSeconds(60);

    public string Name => "grid-latency";

    public string Measures =>
        "3 silos, ingest, gateway, PostgreSQL and mosquitto; 5,000 sensors at 10 Hz, a machine's 25 values in one JSON message, "
        + "QoS 1, acknowledged after the commit; views of 40 lines in 8 shards";

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellation)
    {
        GridMember.Demand();
        await using var grid = await GridProcesses.StartAsync(Plant.Text(), LoadRun.BrokerSettings);
        await using var publisher = await LoadPublisher.ConnectAsync(grid.Broker.Url, Plant);
        while (await IngestedAsync("orleanstwin_messages_received_total") == 0)
            await publisher.ProbeAsync();
        var messagesPerS = SamplesPerS / Plant.SamplesPerMessage;
        await publisher.RunAsync(messagesPerS, WarmUp, cancellation);

        await using var database = NpgsqlDataSource.Create(grid.Postgres.ConnectionString);
        var before = await Reading.OfAsync(grid, publisher, database);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var lines = new ViewWatch(grid.Http, [.. Plant.LineIds]);
        var site = new ViewWatch(grid.Http, LoadPlant.Root);
        var watching = Task.WhenAll(lines.RunAsync(ending.Token), site.RunAsync(ending.Token));
        await publisher.RunAsync(messagesPerS, Measuring, cancellation);
        await ending.CancelAsync();
        await watching;
        var after = await Reading.OfAsync(grid, publisher, database);

        var lost = (publisher.Published * Plant.SamplesPerMessage) - await SettledAsync();
        return
        [
            new("published", (after.Samples - before.Samples) / (after.At - before.At).TotalSeconds, "samples/s"),
            new("publish to a line's view, p50", lines.AgeMs(0.5), "ms"),
            new("publish to a line's view, p99", lines.AgeMs(0.99), "ms"),
            new("publish to a line's view, p99.9", lines.AgeMs(0.999), "ms"),
            new("publish to the site's view, p99", site.AgeMs(0.99), "ms"),
            new("looks at lines", lines.Looks, "looks"),
            .. before.Cpu.Select(process => new Figure(
                process.Key,
                100 * (after.Cpu[process.Key] - process.Value).TotalSeconds / (after.At - before.At).TotalSeconds,
                "% of a core")),
            new("write-ahead log", (after.LogBytes - before.LogBytes) / (after.Samples - before.Samples), "B/sample"),
            new("lost", lost, "samples"),
        ];

        Task<double> IngestedAsync(string metric) => MetricsText.SumAsync(grid.Http, grid.Ingest.MetricsAddress, metric);

        async Task<double> SettledAsync()
        {
            var taken = 0.0;
            for (var quiet = 0; quiet < 50; await Task.Delay(100, cancellation))
            {
                var now = await IngestedAsync("orleanstwin_feed_samples_total");
                (taken, quiet) = (now, now > taken ? 0 : quiet + 1);
            }

            return taken;
        }
    }

    /// <summary>Where a run stands at a moment.</summary>
    private sealed record Reading(DateTime At, double Samples, double LogBytes, Dictionary<string, TimeSpan> Cpu)
    {
        public static async Task<Reading> OfAsync(GridProcesses grid, LoadPublisher publisher, NpgsqlDataSource database)
        {
            var cpu = grid.Members.ToDictionary(member => member.Name, member => ProcessFigures.Read(member.ProcessId).Cpu);
            cpu["PostgreSQL"] = new TimeSpan(grid.Postgres.ProcessIds.Sum(id => ProcessFigures.Read(id).Cpu.Ticks));
            cpu["broker"] = ProcessFigures.Read(grid.Broker.Process.Id).Cpu;
            cpu["publisher and looks"] = ProcessFigures.Read(Environment.ProcessId).Cpu;
            var logged = await WalBenchmark.WalAsync(database);
            return new Reading(DateTime.UtcNow, publisher.Published * Plant.SamplesPerMessage, logged, cpu);
        }
    }
}
