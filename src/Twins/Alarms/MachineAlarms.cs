using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Sensors;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Alarms;

/// <summary>
/// The alarms of a machine and of its sensors. Only those exist to which something has happened, and they go when nothing is left
/// of it. Their changes are numbered and kept until the host takes them.
/// </summary>
public sealed class MachineAlarms
{
    private const byte Layout = 1;

    /// <summary>Each sensor has one at most of each source.</summary>
    private const int AlarmsMax = 1 << 20;

    private readonly Dictionary<AlarmPlace, Alarm> _alarms = [];
    private readonly List<MachineAlarmChange> _changes = [];
    private readonly List<AlarmChange> _taken = [];
    private long _number;

    /// <summary>The state of the machine, which may suppress alarms by design.</summary>
    public PackMlState MachineState { get; private set; }

    /// <summary>When time alone will change one of them next; <see cref="long.MaxValue"/>: never.</summary>
    public long DueTicks { get; private set; } = long.MaxValue;

    /// <summary>How many are active and not covered.</summary>
    public int Active { get; private set; }

    public bool HasChanges => _changes.Count > 0;

    public IReadOnlyDictionary<AlarmPlace, Alarm> All => _alarms;

    /// <summary>A value has come to another side of its sensor's limits.</summary>
    /// <param name="sensor">The sensor.</param>
    /// <param name="report">From which side to which.</param>
    /// <param name="value">In the sensor's unit.</param>
    /// <param name="atTicks">The sample's source time.</param>
    public void Follow(SensorAsset sensor, in SensorReport report, double value, long atTicks)
    {
        ArgumentNullException.ThrowIfNull(sensor);
        var place = new AlarmPlace(sensor.LocalId, AlarmSource.Limit);
        var alarm = At(place, sensor.Limits?.Rule ?? AlarmRule.Default, atTicks);
        alarm.Sense(
            report.Now != LimitState.Normal, (byte)report.Now, value, atTicks, Limits.IsGraver(report.Before, report.Now));
        Take(place, alarm);
    }

    /// <summary>A source other than limits has sensed its condition, or that it is over.</summary>
    /// <param name="place">Whose alarm.</param>
    /// <param name="rule">How it behaves.</param>
    /// <param name="isActive">The condition holds.</param>
    /// <param name="value">What was sensed, in the source's unit.</param>
    /// <param name="atTicks">By the source's clock.</param>
    public void Sense(AlarmPlace place, AlarmRule rule, bool isActive, double value, long atTicks)
    {
        if (!isActive && !_alarms.ContainsKey(place))
            return;
        var alarm = At(place, rule, atTicks);
        alarm.Sense(isActive, level: 0, value, atTicks);
        Take(place, alarm);
    }

    /// <summary>The machine has come to a state.</summary>
    public void Follow(PackMlState state, long atTicks)
    {
        if (state == MachineState)
            return;
        MachineState = state;
        foreach (var (place, alarm) in _alarms.ToArray())
        {
            alarm.Suppress(alarm.Rule.SuppressedIn.Contains(state), atTicks);
            Take(place, alarm);
        }
    }

    /// <summary>Time has come to a moment.</summary>
    public void Advance(long nowTicks)
    {
        if (nowTicks < DueTicks)
            return;
        foreach (var (place, alarm) in _alarms.ToArray())
        {
            alarm.Advance(nowTicks);
            Take(place, alarm);
        }
    }

    /// <summary>An operator acts on an alarm; it need not have been raised before, as for one that is to be shelved.</summary>
    /// <exception cref="AlarmRefusedException">Its state does not allow that.</exception>
    public void Apply(AlarmPlace place, AlarmRule rule, AlarmAction action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var alarm = At(place, rule, action.AtTicks);
        try
        {
            alarm.Apply(action);
        }
        finally
        {
            Take(place, alarm);
        }
    }

    /// <summary>Takes over changed rules, and forgets alarms of sensors that are gone.</summary>
    /// <param name="ruleOf">The rule that a place has now; null: it is gone.</param>
    public void Describe(Func<AlarmPlace, AlarmRule?> ruleOf)
    {
        ArgumentNullException.ThrowIfNull(ruleOf);
        foreach (var (place, alarm) in _alarms.ToArray())
        {
            if (ruleOf(place) is { } rule)
                alarm.Rule = rule;
            else
                _alarms.Remove(place);
        }

        Review();
    }

    /// <summary>What it tells from now on has a higher number than this.</summary>
    public void BeginAbove(long number) => _number = number;

    /// <summary>Adds the changes since the last time.</summary>
    public void TakeChanges(List<MachineAlarmChange> into)
    {
        ArgumentNullException.ThrowIfNull(into);
        into.AddRange(_changes);
        _changes.Clear();
    }

    public void Save(StateWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteVersion(Layout);
        writer.WriteInt64(_number);
        writer.WriteByte((byte)MachineState);
        writer.WriteCount(_alarms.Count);
        foreach (var (place, alarm) in _alarms.OrderBy(entry => entry.Key.Sensor, StringComparer.Ordinal)
            .ThenBy(entry => entry.Key.Source))
        {
            writer.WriteString(place.Sensor);
            writer.WriteByte((byte)place.Source);
            alarm.Save(writer);
        }
    }

    /// <exception cref="StateFormatException">The bytes are damaged or of a newer version.</exception>
    public void Load(ref StateReader reader)
    {
        reader.ReadVersion(Layout);
        _number = reader.ReadInt64();
        MachineState = (PackMlState)reader.ReadByte((byte)PackMlState.Complete);
        for (var left = reader.ReadCount(AlarmsMax); left > 0; left--)
        {
            var place = new AlarmPlace(reader.ReadText(), (AlarmSource)reader.ReadByte((byte)AlarmSource.TwinFault));
            var alarm = new Alarm(AlarmRule.Default);
            alarm.Load(ref reader);
            _alarms[place] = alarm;
        }

        Review();
    }

    private Alarm At(AlarmPlace place, AlarmRule rule, long atTicks)
    {
        if (_alarms.TryGetValue(place, out var alarm))
            return alarm;
        _alarms[place] = alarm = new Alarm(rule);
        alarm.Suppress(rule.SuppressedIn.Contains(MachineState), atTicks);
        return alarm;
    }

    private void Take(AlarmPlace place, Alarm alarm)
    {
        _taken.Clear();
        alarm.TakeChanges(_taken);
        foreach (var change in _taken)
            _changes.Add(new MachineAlarmChange(place, ++_number, alarm.Rule, change, alarm.ReturnedTicks));
        if (alarm.IsForgettable)
            _alarms.Remove(place);
        Review();
    }

    private void Review()
    {
        (DueTicks, Active) = (long.MaxValue, 0);
        foreach (var alarm in _alarms.Values)
        {
            DueTicks = Math.Min(DueTicks, alarm.DueTicks ?? long.MaxValue);
            Active += alarm.State.IsActive() ? 1 : 0;
        }
    }
}
