using OrleansTwin.Twins.Alarms;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;
using OrleansTwin.Twins.Sensors;

namespace OrleansTwin.Twins.Machines;

/// <summary>Its alarms and those of its sensors; made when something happens to the first.</summary>
public sealed partial class MachineTwin
{
    private static readonly AlarmRule SilenceRule = new() { Priority = 4 };

    /// <summary>As long as it stands, time goes unmeasured and KPIs leave it out.</summary>
    private static readonly AlarmRule FaultRule = new() { Priority = 2 };

    private static readonly AlarmPlace Fault = new("", AlarmSource.TwinFault);

    private MachineAlarms? _alarms;

    /// <summary>Null: nothing has happened to any.</summary>
    public MachineAlarms? Alarms => _alarms;

    /// <summary>An operator acts on an alarm (an input like any other: the host journals it).</summary>
    /// <exception cref="AlarmRefusedException">The alarm's state does not allow that.</exception>
    public void Act(AlarmPlace place, AlarmAction action)
    {
        try
        {
            OpenAlarms(action.AtTicks).Apply(place, RuleOf(place) ?? AlarmRule.Default, action);
        }
        finally
        {
            _live.ShowAlarms(_alarms);
        }
    }

    /// <summary>
    /// Who watches the machine beside its twin has sensed a condition, or that it is over (an input like any other: the host
    /// journals it).
    /// </summary>
    public void Sense(AlarmSource source, bool isActive, double value, long atTicks)
    {
        OpenAlarms(atTicks).Sense(new AlarmPlace("", source), AlarmRule.Default, isActive, value, atTicks);
        _live.ShowAlarms(_alarms);
    }

    /// <summary>Time has come to a moment for its alarms: delays and shelves end.</summary>
    public void AdvanceAlarms(long nowTicks)
    {
        if (_alarms is null || nowTicks < _alarms.DueTicks)
            return;
        _alarms.Advance(nowTicks);
        _live.ShowAlarms(_alarms);
    }

    /// <summary>
    /// The clock has come to a moment by which sensors may have fallen silent, or been heard again. Where all fall silent that
    /// should not, it is the machine's alarm: one cause is one alarm.
    /// </summary>
    /// <param name="sensors">Its sensors, in the order of its model.</param>
    /// <param name="listeningSinceTicks">When the host began to listen.</param>
    /// <param name="nowTicks">By the receiver's clock.</param>
    /// <returns>True: an alarm may have changed.</returns>
    public bool FollowSilence(ReadOnlySpan<SensorTwin> sensors, long listeningSinceTicks, long nowTicks)
    {
        var (watched, silent, longest) = (0, 0, 0L);
        foreach (var sensor in sensors)
        {
            watched += sensor.Asset.StaleTicks > 0 && sensor.Latest is not null ? 1 : 0;
            var silence = sensor.SilenceTicks(listeningSinceTicks, nowTicks);
            (silent, longest) = (silent + (silence > 0 ? 1 : 0), Math.Max(longest, silence));
        }

        if (silent == 0 && _alarms is null)
            return false;
        var alarms = OpenAlarms(nowTicks);
        var isWhole = watched > 1 && silent == watched;
        foreach (var sensor in sensors)
        {
            var silence = isWhole ? 0 : sensor.SilenceTicks(listeningSinceTicks, nowTicks);
            alarms.Sense(
                new AlarmPlace(sensor.Asset.LocalId, AlarmSource.Stale), SilenceRuleOf(sensor.Asset), silence > 0,
                TimeSpan.FromTicks(silence).TotalSeconds, nowTicks);
        }

        alarms.Sense(
            new AlarmPlace("", AlarmSource.Stale), SilenceRule, isWhole, TimeSpan.FromTicks(longest).TotalSeconds, nowTicks);
        _live.ShowAlarms(alarms);
        return alarms.HasChanges;
    }

    /// <summary>A snapshot from before alarms were part of the twin tells of one that stands.</summary>
    public void TakeOver(int sensor, LimitState state, double value, long raisedTicks)
    {
        var report = new SensorReport(1, true, true, LimitState.Normal, state);
        OpenAlarms(raisedTicks).Follow(Asset.Sensors[sensor], report, value, raisedTicks);
        _live.ShowAlarms(_alarms);
    }

    private MachineAlarms OpenAlarms(long atTicks)
    {
        _alarms ??= new MachineAlarms();
        _alarms.Follow(State.State, atTicks);
        return _alarms;
    }

    private bool FollowAlarms(int sensor, in Sample last, in SensorReport report)
    {
        var alarms = OpenAlarms(last.SourceTicks);
        if (report.IsLimitChange)
            alarms.Follow(Asset.Sensors[sensor], report, last.Value, last.SourceTicks);
        if (IsStateOfTag(sensor))
            alarms.Sense(Fault, FaultRule, IsStateUnread, last.Text is null ? last.Value : 0, last.SourceTicks);
        alarms.Advance(_live.Report.NewestSourceTicks);
        return _live.ShowAlarms(alarms);
    }

    private bool IsStateOfTag(int sensor) => (_signals[sensor] & SignalRoles.State) != 0;

    /// <summary>The machine's state tag says what the plant does not map: the twin can't follow it.</summary>
    private bool IsStateUnread => State is { State: PackMlState.Undefined, Label: { } label } && Asset.States is StateTag tag
        && !IsMapped(tag, label);

    private static bool IsMapped(StateTag tag, string label) =>
        tag.Map.ContainsKey(label) || tag.Map.Values.Any(mapped => mapped.Label == label);

    private AlarmRule? RuleOf(AlarmPlace place)
    {
        if (place.Sensor.Length == 0)
        {
            return place.Source switch
            {
                AlarmSource.Stale => SilenceRule,
                AlarmSource.TwinFault => Asset.States is StateTag ? FaultRule : null,
                _ => AlarmRule.Default,
            };
        }

        if (Asset.IndexOf(place.Sensor) is not (>= 0 and var index))
            return null;
        var sensor = Asset.Sensors[index];
        return place.Source switch
        {
            AlarmSource.Limit => sensor.Limits?.Rule,
            AlarmSource.Stale => SilenceRuleOf(sensor),
            _ => AlarmRule.Default,
        };
    }

    /// <summary>A sensor whose limits say nothing in some state may be silent there.</summary>
    private static AlarmRule SilenceRuleOf(SensorAsset sensor) =>
        sensor.Limits is { Rule.SuppressedIn: var suppressed } ? SilenceRule with { SuppressedIn = suppressed } : SilenceRule;
}
