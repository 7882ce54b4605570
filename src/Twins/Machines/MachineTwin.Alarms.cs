using OrleansTwin.Twins.Alarms;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;
using OrleansTwin.Twins.Sensors;

namespace OrleansTwin.Twins.Machines;

/// <summary>Its alarms and those of its sensors; made when something happens to the first.</summary>
public sealed partial class MachineTwin
{
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

    /// <summary>Time has come to a moment for its alarms: delays and shelves end.</summary>
    public void AdvanceAlarms(long nowTicks)
    {
        if (_alarms is null || nowTicks < _alarms.DueTicks)
            return;
        _alarms.Advance(nowTicks);
        _live.ShowAlarms(_alarms);
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
        alarms.Advance(_live.Report.NewestSourceTicks);
        return _live.ShowAlarms(alarms);
    }

    private AlarmRule? RuleOf(AlarmPlace place)
    {
        if (place.Sensor.Length == 0)
            return AlarmRule.Default;
        return Asset.IndexOf(place.Sensor) is >= 0 and var index
            ? place.Source == AlarmSource.Limit ? Asset.Sensors[index].Limits?.Rule : AlarmRule.Default
            : null;
    }
}
