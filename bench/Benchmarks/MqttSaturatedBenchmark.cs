using OrleansTwin.Bench.Harness;
using OrleansTwin.Bench.Load;

namespace OrleansTwin.Bench.Benchmarks;

/// <summary>As many messages as the broker takes: what one costs us, and what it costs the broker.</summary>
internal sealed class MqttSaturatedBenchmark : IBenchmark
{
    private static readonly LoadPlant Plant = new(Lines: 10, MachinesPerLine: 20);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Measuring = TimeSpan.FromSeconds(20);

    public string Name => "mqtt-saturated";

    public string Measures =>
        "one JSON value per message, QoS 1, through mosquitto as fast as it goes; processor time per message";

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellation)
    {
        await using var run = await LoadRun.StartAsync(Plant);
        await run.Publisher.RunAsync(LoadPublisher.Unlimited, WarmUp, cancellation);
        await run.SettleAsync();
        var before = await run.ReadAsync();
        await run.Publisher.RunAsync(LoadPublisher.Unlimited, Measuring, cancellation);
        var committed = await run.SettleAsync() - before.Committed;
        var after = await run.ReadAsync();
        var lost = run.Publisher.Published - await run.CountHistoryAsync(Plant);
        var ours = (after.Edge.Cpu - before.Edge.Cpu).TotalMicroseconds / committed;
        var brokers = (after.Broker.Cpu - before.Broker.Cpu).TotalMicroseconds / committed;
        return
        [
            new("committed", committed / (after.At - before.At).TotalSeconds, "messages/s"),
            new("our CPU", ours, "µs/message"),
            new("broker's CPU", brokers, "µs/message"),
            new("our CPU to the broker's, per message", ours / brokers, "ratio"),
            new("lost", lost, "messages"),
        ];
    }
}
