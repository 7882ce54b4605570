using System.Text;
using OrleansTwin.Bench.Harness;
using OrleansTwin.Ingest.Mqtt;

namespace OrleansTwin.Bench.Benchmarks;

/// <summary>
/// A session with many QoS 1 messages waiting in mosquitto is read by <see cref="MqttClient"/> and acknowledged as fast as
/// both can: processor time of each, per message.
/// </summary>
internal sealed class MqttReceiveBenchmark : IBenchmark
{
    private const int Messages = 200_000;
    private const int Topics = 5000;
    private const int Runs = 3;

    public string Name => "mqtt-receive";

    public string Measures =>
        $"{Messages:N0} QoS 1 messages on {Topics:N0} topics waiting in mosquitto, received and acknowledged as fast as both can";

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellation)
    {
        var runs = new List<Run>();
        for (var run = 0; run < Runs; run++)
            runs.Add(await RunOnceAsync(cancellation));
        var best = runs.MinBy(run => run.Ours)!;
        return
        [
            new("our CPU", best.Ours, "µs/message") { Baseline = new("mosquitto", best.Broker) },
            new("messages", runs.Max(run => run.PerSecond), "messages/s"),
            new("allocated", runs.Min(run => run.BytesPerMessage), "B/message"),
        ];
    }

    private static async Task<Run> RunOnceAsync(CancellationToken cancellation)
    {
        await using var broker = await MosquittoBroker.StartAsync("allow_anonymous true\nmax_inflight_messages 8192\n");
        await using (var absent = new MqttClient(Receiver(broker)))
        {
            await absent.ConnectAsync(cancellation);
            await absent.SubscribeAsync([new("plant/#")], cancellation);
        }
        await FillAsync(broker, cancellation);
        var (before, bytes, since) = (Cpu(broker), GC.GetTotalAllocatedBytes(precise: true), TimeProvider.System.GetTimestamp());
        await using var receiver = new MqttClient(Receiver(broker));
        await receiver.ConnectAsync(cancellation);
        await DrainAsync(receiver, cancellation);
        var seconds = TimeProvider.System.GetElapsedTime(since).TotalSeconds;
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        await receiver.DisconnectAsync();
        var after = Cpu(broker);
        return new Run(
            (after.Ours - before.Ours).TotalMicroseconds / Messages, (after.Broker - before.Broker).TotalMicroseconds / Messages,
            Messages / seconds, (double)allocated / Messages);
    }

    private static async Task FillAsync(MosquittoBroker broker, CancellationToken cancellation)
    {
        var payload = Encoding.UTF8.GetBytes("{\"time\":\"2026-03-01T12:00:00.1234567Z\",\"value\":20.25}");
        await using var publisher = new MqttClient(MqttOptions.Parse(broker.Url) with { InFlightMax = 5000 });
        await publisher.ConnectAsync(cancellation);
        await publisher.PostAsync(
            Enumerable.Range(0, Messages)
                .Select(at => new MqttPublish($"plant/line/machine/s{at % Topics}", payload, MqttQos.AtLeastOnce)).ToArray(),
            cancellation);
        await publisher.FlushAsync(cancellation);
    }

    private static async Task DrainAsync(MqttClient receiver, CancellationToken cancellation)
    {
        var taken = new MqttMessage[1024];
        for (var count = 0; count < Messages;)
        {
            var now = await receiver.ReceiveAsync(taken, cancellation);
            receiver.Acknowledge(taken.AsSpan(0, now));
            count += now;
        }
    }

    private static MqttOptions Receiver(MosquittoBroker broker) =>
        MqttOptions.Parse(broker.Url + "?clientId=receiver&cleanStart=false");

    private static (TimeSpan Ours, TimeSpan Broker) Cpu(MosquittoBroker broker) =>
        (ProcessFigures.Read(Environment.ProcessId).Cpu, ProcessFigures.Read(broker.Process.Id).Cpu);

    private sealed record Run(double Ours, double Broker, double PerSecond, double BytesPerMessage);
}
