using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Ingest.Simulator;
using OrleansTwin.Ingest.Sources;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;
using OrleansTwin.Twins.Simulation;
using Delivered = OrleansTwin.Twins.Simulation.Delivery;

namespace OrleansTwin.Sim.Tests.World;

/// <summary>
/// Sends what the plant's sensors say, over a network that delays, repeats and disorders it, and remembers what the broker took.
/// </summary>
internal sealed class Publisher
{
    private static readonly DisturbOptions Network = new() { LateMaxTicks = 3 * TimeSpan.TicksPerMinute };

    private readonly VirtualBroker _broker;
    private readonly Telemetry _telemetry;
    private readonly TelemetryEncoder _encoder = new(new TelemetryRules());
    private readonly Random _random;
    private readonly Dictionary<string, HashSet<(long AtTicks, double Value, string? Text)>> _taken = new(StringComparer.Ordinal);

    public Publisher(Plant plant, long startTicks, int seed, VirtualBroker broker)
    {
        (_broker, _random) = (broker, new Random(seed));
        _telemetry = new Telemetry(plant, startTicks, seed, Network);
    }

    /// <summary>Pulses that the broker took; they bring no time of their own.</summary>
    public int Pulses { get; private set; }

    /// <summary>The distinct samples that the broker took, by sensor.</summary>
    public IEnumerable<(string SensorId, Sample Sample)> Taken => _taken.SelectMany(
        sensor => sensor.Value.Select(sample => (sensor.Key, sample.Text is null
            ? new Sample(sample.AtTicks, sample.Value)
            : new Sample(sample.AtTicks, sample.Text))));

    /// <summary>Sends what leaves the plant up to a moment.</summary>
    public void SendUntil(long untilTicks)
    {
        foreach (var delivery in _telemetry.Until(untilTicks))
            Send(delivery);
        for (var pulses = _random.Next(4); pulses > 0; pulses--)
        {
            _broker.Take(new Message(SimPlant.Pulse, "1"u8.ToArray()));
            Pulses++;
        }
    }

    /// <summary>Sends what the network still held back.</summary>
    public void SendRest()
    {
        foreach (var delivery in _telemetry.Rest())
            Send(delivery);
    }

    private void Send(in Delivered delivery)
    {
        var sample = delivery.Sample;
        var sensor = _telemetry.Sensors[sample.Sensor];
        var raw = new RawSample(sensor.Tag ?? sensor.Id, sample.AtTicks, sample.Value, sample.Text);
        foreach (var message in _encoder.Encode([raw]).Span)
            _broker.Take(new Message(message.Topic, message.Payload.ToArray()));
        if (!_taken.TryGetValue(sensor.Id, out var samples))
            _taken[sensor.Id] = samples = [];
        samples.Add((sample.AtTicks, sample.Value, sample.Text));
    }
}
