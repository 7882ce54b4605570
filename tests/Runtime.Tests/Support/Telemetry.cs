using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;
using OrleansTwin.Twins.Simulation;

namespace OrleansTwin.Runtime.Tests.Support;

/// <summary>
/// Telemetry of a simulated plant as it arrives over a network that delays, repeats and disorders it, with the truth beside it.
/// </summary>
internal sealed class Telemetry
{
    private readonly TelemetryEmitter _emitter;
    private readonly Disturber _network;
    private readonly List<Delivery> _deliveries = [];

    public Telemetry(Plant plant, long startTicks, int seed, DisturbOptions? network = null, EmitOptions? emission = null)
    {
        var simulation = new PlantSimulation(plant, startTicks, seed);
        Truth = new GroundTruth(simulation);
        _emitter = new TelemetryEmitter(simulation, emission ?? new EmitOptions { OnlyKpiSensors = true });
        _network = new Disturber(seed, network);
    }

    public GroundTruth Truth { get; }

    public IReadOnlyList<SensorAsset> Sensors => _emitter.Sensors;

    /// <summary>How many deliveries had each fate so far.</summary>
    public Dictionary<DeliveryFate, long> Fates { get; } = [];

    /// <summary>What arrives up to a moment, in order of arrival.</summary>
    public IEnumerable<Delivery> Until(long untilTicks)
    {
        while (Emit(untilTicks))
        {
            foreach (var delivery in _deliveries)
                yield return Counted(delivery);
        }

        _network.DeliverUntil(untilTicks, _deliveries);
        foreach (var delivery in _deliveries)
            yield return Counted(delivery);
    }

    /// <summary>What the network still holds back.</summary>
    public IEnumerable<Delivery> Rest()
    {
        _deliveries.Clear();
        _network.DeliverUntil(long.MaxValue, _deliveries);
        return _deliveries.Select(Counted);
    }

    /// <summary>A delivery as its sensor's conditioned sample; simulated signals of KPIs need no calibration.</summary>
    public static Sample SampleOf(in Delivery delivery)
    {
        var emitted = delivery.Sample;
        return new Sample(emitted.AtTicks, delivery.AtTicks, emitted.Value, emitted.Value, Quality.Good, emitted.Text);
    }

    private bool Emit(long untilTicks)
    {
        _deliveries.Clear();
        var batch = _emitter.Next(untilTicks);
        _network.Push(batch, _deliveries);
        return !batch.IsEmpty;
    }

    private Delivery Counted(Delivery delivery)
    {
        Fates[delivery.Fate] = Fates.GetValueOrDefault(delivery.Fate) + 1;
        return delivery;
    }
}
