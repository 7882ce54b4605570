using System.Collections.Concurrent;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Bench.Benchmarks.Folding;

/// <summary>Latest, minimum, maximum and sum of a sensor: what the simplest of live views keeps.</summary>
internal sealed class SensorCell
{
    private Sample _latest;
    private double _min = double.PositiveInfinity;
    private double _max = double.NegativeInfinity;
    private double _sum;

    public void Add(in Sample sample)
    {
        if (sample.SourceTicks >= _latest.SourceTicks)
            _latest = sample;
        _min = Math.Min(_min, sample.Value);
        _max = Math.Max(_max, sample.Value);
        _sum += sample.Value;
    }
}

/// <summary>Baseline: a shared dictionary of sensors, each with a lock of its own.</summary>
internal sealed class LockPerSensor : IFold
{
    private readonly ConcurrentDictionary<(int Line, int Machine, int Sensor), SensorCell> _cells = new();

    public void Apply(int line, int machine, int sensor, ReadOnlySpan<Sample> run)
    {
        var cell = _cells.GetOrAdd((line, machine, sensor), static _ => new SensorCell());
        lock (cell)
        {
            foreach (ref readonly var sample in run)
                cell.Add(sample);
        }
    }

    public void EndOfLine(int line)
    {
    }

    public void Finish()
    {
    }
}
