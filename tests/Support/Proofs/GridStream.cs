using System.Diagnostics;
using OrleansTwin.Ingest.Mqtt;
using OrleansTwin.Ingest.Simulator;
using OrleansTwin.Ingest.Sources;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Proofs;

/// <summary>
/// What the machines say, by QoS 1 and at a rate that waits for nobody but the broker; and the account of it: which messages the
/// broker has acknowledged. What a message said follows from its number.
/// </summary>
internal sealed class GridStream : IAsyncDisposable
{
    /// <summary>Every so many messages of a machine are followed by a pulse.</summary>
    private const int PulseEvery = 4;

    private const int BatchMax = 200;

    private readonly TelemetryEncoder _encoder = new(new TelemetryRules());
    private readonly List<long>[] _times = [.. Enumerable.Range(0, GridPlant.Machines).Select(_ => new List<long>())];
    private readonly int[] _pulses = new int[GridPlant.Machines];
    private readonly MqttClient _client;
    private readonly int _seed;

    private GridStream(MqttClient client, int seed) => (_client, _seed) = (client, seed);

    public long StartTicks { get; } = DateTime.UtcNow.Ticks - (DateTime.UtcNow.Ticks % TimeSpan.TicksPerMinute);

    /// <summary>Values that the broker has acknowledged, pulses among them.</summary>
    public long Acknowledged { get; private set; }

    /// <summary>Values a second that it has come to.</summary>
    public double Rate { get; private set; }

    /// <summary>Connects, and waits until somebody has subscribed: until then a broker throws away what it is told.</summary>
    public static async Task<GridStream> ConnectAsync(string brokerUrl, int seed)
    {
        var client = new MqttClient(MqttOptions.Parse(brokerUrl) with { ClientId = "proof", CleanStart = false });
        await client.ConnectAsync();
        var probe = new MqttPublish($"{GridPlant.Topics}/probe", "0"u8.ToArray(), MqttQos.AtLeastOnce);
        while (await client.PublishAsync(probe) != MqttReasonCode.Success)
            await Task.Delay(100);
        return new GridStream(client, seed);
    }

    /// <summary>Source times of a machine's messages, the n-th of message n.</summary>
    public IReadOnlyList<long> TimesOf(int machine) => _times[machine];

    public int PulsesOf(int machine) => _pulses[machine];

    /// <summary>Sends machine by machine until it is told to stop; what was sent then is acknowledged.</summary>
    public async Task RunAsync(int valuesPerS, CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        for (var sent = 0L; !stop.IsCancellationRequested;)
        {
            var due = (long)(watch.Elapsed.TotalSeconds * valuesPerS / GridPlant.SensorsPerMessage) - sent;
            if (due <= 0)
                await Task.Delay(2, CancellationToken.None);
            else
                sent += await SendAsync(sent, (int)Math.Min(due, BatchMax));
            Rate = Acknowledged / watch.Elapsed.TotalSeconds;
        }
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private async Task<int> SendAsync(long from, int count)
    {
        var messages = new List<MqttPublish>();
        var pulses = new List<int>();
        for (var i = 0; i < count; i++)
        {
            var machine = (int)((from + i) % GridPlant.Machines);
            var n = _times[machine].Count;
            messages.Add(Message(machine, n));
            if (n % PulseEvery != 0)
                continue;
            messages.Add(new MqttPublish($"{GridPlant.TopicOf(machine)}/pulse", "1"u8.ToArray(), MqttQos.AtLeastOnce));
            pulses.Add(machine);
        }

        var answers = await Task.WhenAll(messages.Select(message => _client.PublishAsync(message).AsTask()));
        var refused = Array.Find(answers, answer => answer != MqttReasonCode.Success);
        if (refused != MqttReasonCode.Success)
            throw new InvalidOperationException(
                $"The broker answered {refused}; expected success. Does the feed's session still exist there?");
        foreach (var machine in pulses)
            _pulses[machine]++;
        Acknowledged += ((long)count * GridPlant.SensorsPerMessage) + pulses.Count;
        return count;
    }

    /// <summary>The values of one time, in one message. No two messages of a machine have the same time.</summary>
    private MqttPublish Message(int machine, int n)
    {
        var now = DateTime.UtcNow.Ticks;
        now -= now % TimeSpan.TicksPerMillisecond;
        var at = n == 0 ? now : Math.Max(now, _times[machine][n - 1] + TimeSpan.TicksPerMillisecond);
        _times[machine].Add(at);
        var samples = new RawSample[GridPlant.SensorsPerMessage];
        for (var place = 0; place < samples.Length; place++)
            samples[place] = GridPlant.Sample(_seed, machine, place, n, at);
        var message = _encoder.Encode(samples).Span[0];
        return message with { Payload = message.Payload.ToArray() };
    }
}
