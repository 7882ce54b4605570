using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;
using OrleansTwin.Twins.Sensors;

namespace OrleansTwin.Runtime.Engine;

/// <summary>
/// A limit alarm from its rise to its return; times are source ticks, the value that raised it is in the sensor's unit.
/// </summary>
internal sealed record Alarm(
    SensorAsset Sensor, LimitState State, double Value, double Limit, long RaisedTicks, long? ClearedTicks);

/// <summary>Standing alarms, and the newest of those that have returned to normal (bounded). Shared by all partitions.</summary>
internal sealed class AlarmBook(int clearedMax = 1000)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Alarm> _standing = new(StringComparer.Ordinal);
    private readonly Queue<Alarm> _cleared = new();

    /// <summary>Alarms raised since the process began.</summary>
    public long Raised { get; private set; }

    /// <summary>Takes up the limit state that a sample brought its sensor to.</summary>
    public void Follow(SensorAsset sensor, in Sample sample, LimitState now)
    {
        lock (_lock)
        {
            Clear(sensor.Id, sample.SourceTicks);
            if (now != LimitState.Normal)
            {
                Raise(sensor, now, sample.Value, sample.SourceTicks);
                Raised++;
            }
        }
    }

    /// <summary>The alarm of a sensor that has not returned to normal.</summary>
    public Alarm? StandingOf(string sensorId)
    {
        lock (_lock)
            return _standing.GetValueOrDefault(sensorId);
    }

    /// <summary>Takes up an alarm that stood when the process ended; one that is known already stays as it is.</summary>
    public void Restore(SensorTwin sensor, double value, long raisedTicks)
    {
        if (sensor.LimitState == LimitState.Normal)
            return;
        lock (_lock)
        {
            if (!_standing.TryGetValue(sensor.Asset.Id, out var alarm) || alarm.State != sensor.LimitState)
                Raise(sensor.Asset, sensor.LimitState, value, raisedTicks);
        }
    }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<Alarm> List()
    {
        lock (_lock)
            return [.. _standing.Values.Concat(_cleared).OrderByDescending(alarm => alarm.RaisedTicks)];
    }

    /// <summary>Forgets alarms of sensors that left the plant.</summary>
    public void Keep(Func<string, bool> isKept)
    {
        lock (_lock)
        {
            foreach (var gone in _standing.Keys.Where(id => !isKept(id)).ToList())
                _standing.Remove(gone);
        }
    }

    private void Raise(SensorAsset sensor, LimitState state, double value, long atTicks)
    {
        var limit = sensor.Limits is { } limits ? Limits.CrossedBy(state, limits) ?? value : value;
        _standing[sensor.Id] = new Alarm(sensor, state, value, limit, atTicks, null);
    }

    private void Clear(string sensorId, long atTicks)
    {
        if (!_standing.Remove(sensorId, out var alarm))
            return;
        _cleared.Enqueue(alarm with { ClearedTicks = atTicks });
        if (_cleared.Count > clearedMax)
            _cleared.Dequeue();
    }
}
