using System.Collections.Concurrent;
using OrleansTwin.Twins.Alarms;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Runtime.Engine;

/// <summary>
/// An alarm as it stands; times are ticks, <paramref name="RaisedTicks"/> 0: it was never raised, as one that was shelved before.
/// </summary>
internal sealed record AlarmEntry(
    Asset Asset,
    AlarmSource Source,
    int Priority,
    AlarmState State,
    byte Level,
    double Value,
    long RaisedTicks,
    long? ReturnedTicks,
    long ChangedTicks)
{
    public string AcknowledgedBy { get; init; } = "";

    public string AcknowledgeComment { get; init; } = "";

    public string CoveredBy { get; init; } = "";

    public string CoverReason { get; init; } = "";

    public long ShelvedUntilTicks { get; init; }
}

/// <summary>
/// Alarms that are not normal, and the newest of those that have become so (bounded). Partitions write it, anybody reads it.
/// </summary>
internal sealed class AlarmBook(int normalMax = 1000)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string TwinId, AlarmSource Source), AlarmEntry> _present = [];
    private readonly Queue<AlarmEntry> _normal = new();
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource<AlarmRefusedException?>> _awaited = new();

    /// <summary>Alarms raised since the process began.</summary>
    public long Raised { get; private set; }

    /// <summary>Takes up what has happened to a machine's alarms.</summary>
    public void Follow(MachineAsset machine, MachineAlarms alarms, List<MachineAlarmChange> changes)
    {
        lock (_lock)
        {
            foreach (var (place, _, rule, change, returnedTicks) in changes)
            {
                if (change.To == AlarmState.UnacknowledgedActive)
                    Raised++;
                Put(machine, place, rule, alarms.All.GetValueOrDefault(place), change.AtTicks, returnedTicks);
            }
        }
    }

    /// <summary>Takes up a machine's alarms as a snapshot has them.</summary>
    public void Load(MachineAsset machine, MachineAlarms alarms)
    {
        lock (_lock)
        {
            foreach (var (place, alarm) in alarms.All)
            {
                if (alarm.State != AlarmState.Normal)
                    Put(machine, place, alarm.Rule, alarm, alarm.ReturnedTicks ?? alarm.RaisedTicks, alarm.ReturnedTicks);
            }
        }
    }

    /// <summary>An alarm that is not normal.</summary>
    public AlarmEntry? Find(string twinId, AlarmSource source)
    {
        lock (_lock)
            return _present.GetValueOrDefault((twinId, source));
    }

    /// <summary>In any order.</summary>
    public IReadOnlyList<AlarmEntry> List()
    {
        lock (_lock)
            return [.. _present.Values, .. _normal];
    }

    /// <summary>Forgets alarms of twins that left the plant, and of sensors that have no limits any more.</summary>
    public void Keep(Func<AlarmEntry, bool> isKept)
    {
        lock (_lock)
        {
            foreach (var (key, _) in _present.Where(entry => !isKept(entry.Value)).ToList())
                _present.Remove(key);
        }
    }

    /// <summary>What comes of an action that is about to be journaled: null, or why it was refused.</summary>
    public Task<AlarmRefusedException?> Await(Guid action) => _awaited.GetOrAdd(
        action, _ => new TaskCompletionSource<AlarmRefusedException?>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Answer(Guid action, AlarmRefusedException? refused)
    {
        if (_awaited.TryRemove(action, out var awaited))
            awaited.SetResult(refused);
    }

    /// <summary>Nobody waits for it any more.</summary>
    public void GiveUp(Guid action) => _awaited.TryRemove(action, out _);

    private void Put(
        MachineAsset machine, AlarmPlace place, AlarmRule rule, Alarm? alarm, long changedTicks, long? returnedTicks)
    {
        var asset = place.Sensor.Length == 0 ? machine : (Asset)machine.Sensors[machine.IndexOf(place.Sensor)];
        var key = (asset.Id, place.Source);
        if (alarm is not null && alarm.State != AlarmState.Normal)
        {
            _present[key] = new AlarmEntry(
                asset, place.Source, rule.Priority, alarm.State, alarm.Level, alarm.Value, alarm.RaisedTicks,
                alarm.ReturnedTicks, changedTicks)
            {
                AcknowledgedBy = alarm.AcknowledgedBy,
                AcknowledgeComment = alarm.AcknowledgeComment,
                CoveredBy = alarm.CoveredBy,
                CoverReason = alarm.CoverReason,
                ShelvedUntilTicks = alarm.ShelvedUntilTicks,
            };
        }
        else if (_present.Remove(key, out var entry) && entry.RaisedTicks > 0)
        {
            _normal.Enqueue(entry with
            {
                State = AlarmState.Normal,
                ReturnedTicks = returnedTicks ?? changedTicks,
                ChangedTicks = changedTicks,
                CoveredBy = "",
                CoverReason = "",
                ShelvedUntilTicks = 0,
            });
            if (_normal.Count > normalMax)
                _normal.Dequeue();
        }
    }
}
