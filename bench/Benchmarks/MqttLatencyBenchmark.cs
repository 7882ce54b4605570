using OrleansTwin.Bench.Harness;
using OrleansTwin.Bench.Load;

namespace OrleansTwin.Bench.Benchmarks;

/// <summary>
/// A plant of 5,000 sensors at 10 Hz through a real broker to the executable as users run it: how old a sample is when it has
/// reached the plant's twin, and what that costs.
/// </summary>
internal sealed class MqttLatencyBenchmark : IBenchmark
{
    private const double MessagesPerS = 50_000;
    private static readonly LoadPlant Plant = new(Lines: 10, MachinesPerLine: 20);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Measuring = TimeSpan.FromSeconds(45);

    public string Name => "mqtt-latency";

    public string Measures =>
        "5,000 sensors at 10 Hz, one JSON value per message, QoS 1 through mosquitto, acknowledged after the commit";

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellation)
    {
        await using var run = await LoadRun.StartAsync(Plant);
        await run.Publisher.RunAsync(MessagesPerS, WarmUp, cancellation);
        var before = await run.ReadAsync();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var watch = new ViewWatch(run.Edge.Http, LoadPlant.Root);
        var watching = watch.RunAsync(ending.Token);
        await run.Publisher.RunAsync(MessagesPerS, Measuring, cancellation);
        await ending.CancelAsync();
        await watching;
        var after = await run.ReadAsync();
        await run.SettleAsync();
        var lost = run.Publisher.Published - await run.CountHistoryAsync(Plant);
        var seconds = (after.At - before.At).TotalSeconds;
        return
        [
            new("published", (after.Published - before.Published) / seconds, "messages/s"),
            new("publish to plant view, p50", watch.AgeMs(0.5), "ms"),
            new("publish to plant view, p99", watch.AgeMs(0.99), "ms"),
            new("publish to plant view, p99.9", watch.AgeMs(0.999), "ms"),
            new("looks at the view", watch.Looks, "looks"),
            new("our process", 100 * (after.Edge.Cpu - before.Edge.Cpu).TotalSeconds / seconds, "% of a core"),
            new("broker", 100 * (after.Broker.Cpu - before.Broker.Cpu).TotalSeconds / seconds, "% of a core"),
            new("publisher", 100 * (after.Bench.Cpu - before.Bench.Cpu).TotalSeconds / seconds, "% of a core"),
            new("our memory", after.Edge.ResidentBytes / 1e6, "MB"),
            new("lost", lost, "messages"),
        ];
    }
}
