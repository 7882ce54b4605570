using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Simulation;

namespace OrleansTwin.Proofs;

/// <summary>What the plant says, seeded and without an end: chunk after chunk, in order of time, with pulses strewn in.</summary>
internal sealed class ProofStream
{
    private const int PulseEvery = 20;

    private readonly TelemetryEmitter _emitter;
    private long _now;
    private long _sent;

    /// <param name="seed">Of the plant's chances.</param>
    /// <param name="span">How far in the past it begins.</param>
    public ProofStream(int seed, TimeSpan span)
    {
        var start = DateTime.UtcNow - span;
        StartTicks = _now = start.Ticks - (start.Ticks % TimeSpan.TicksPerMinute);
        var simulation = new PlantSimulation(ProofPlant.Parse(), StartTicks, seed);
        Truth = new GroundTruth(simulation);
        _emitter = new TelemetryEmitter(simulation, new EmitOptions { OnlyKpiSensors = true });
    }

    public GroundTruth Truth { get; }

    public long StartTicks { get; }

    /// <summary>The values of at least so many seconds more.</summary>
    public List<SentValue> Next(int seconds)
    {
        var values = new List<SentValue>();
        _now += seconds * TimeSpan.TicksPerSecond;
        for (var batch = _emitter.Next(_now); !batch.IsEmpty; batch = _emitter.Next(_now))
        {
            foreach (ref readonly var sample in batch)
            {
                var sensor = _emitter.Sensors[sample.Sensor];
                values.Add(new SentValue(sensor.Id, sensor.Tag ?? sensor.Id, sample.AtTicks, sample.Value, sample.Text));
                if (++_sent % PulseEvery == 0)
                    values.Add(new SentValue(ProofPlant.Pulse, ProofPlant.Pulse, null, 1, null));
            }
        }

        return values;
    }

    /// <summary>The value that ends it.</summary>
    public SentValue Last() => new(ProofPlant.Last, ProofPlant.Last, _now, 1, null);
}
