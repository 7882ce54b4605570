using OrleansTwin.Twins.Alarms;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Sensors;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Tests.Alarms;

public sealed class MachineAlarmsTests
{
    private static readonly long Start = new DateTime(2026, 3, 2, 6, 0, 0, DateTimeKind.Utc).Ticks;

    private readonly MachineAlarms _alarms = new();
    private readonly SensorAsset _oil = new()
    {
        Id = "p/oil", Name = "Oil", Kind = AssetKind.Sensor,
        Limits = new AlarmLimits(High: 80, HighHigh: 90)
        {
            Rule = new AlarmRule { Priority = 2, SuppressedIn = PackMlSet.Of([PackMlState.Stopped]) },
        },
    };

    [Fact]
    public void A_limit_that_is_crossed_raises_its_sensors_alarm_with_the_limits_rule()
    {
        Cross(LimitState.Normal, LimitState.High, 81, 1);

        var (place, number, rule, change, _) = Assert.Single(Changes());
        Assert.Equal((new AlarmPlace("oil", AlarmSource.Limit), 1, 2), (place, number, rule.Priority));
        Assert.Equal((AlarmState.UnacknowledgedActive, (byte)LimitState.High, 81.0), (change.To, change.Level, change.Value));
        Assert.Equal(1, _alarms.Active);
    }

    [Fact]
    public void In_a_state_of_its_machine_an_alarm_says_nothing_and_speaks_when_the_state_is_left()
    {
        _alarms.Follow(PackMlState.Stopped, At(0));
        Cross(LimitState.Normal, LimitState.High, 81, 1);
        Assert.Equal(AlarmState.SuppressedByDesign, Only().State);
        Assert.Equal(0, _alarms.Active);

        _alarms.Follow(PackMlState.Execute, At(2));
        Assert.Equal(AlarmState.UnacknowledgedActive, Only().State);
        _alarms.Follow(PackMlState.Stopped, At(3));
        Cross(LimitState.High, LimitState.Normal, 70, 4);
        _alarms.Follow(PackMlState.Execute, At(5));
        Assert.Empty(_alarms.All);
    }

    [Fact]
    public void An_alarm_that_never_came_can_be_shelved_and_is_forgotten_when_the_shelf_ends()
    {
        var place = new AlarmPlace("oil", AlarmSource.Limit);
        _alarms.Apply(place, _oil.Limits!.Rule, new AlarmAction(AlarmVerb.Shelve, At(1), "eva", "commissioning", At(60)));
        Assert.Equal((AlarmState.Shelved, At(60)), (Only().State, _alarms.DueTicks));

        _alarms.Advance(At(60));
        Assert.Empty(_alarms.All);
        Assert.Equal(long.MaxValue, _alarms.DueTicks);
    }

    [Fact]
    public void A_refused_action_leaves_nothing_behind()
    {
        var place = new AlarmPlace("", AlarmSource.Anomaly);
        Assert.Throws<AlarmRefusedException>(
            () => _alarms.Apply(place, AlarmRule.Default, new AlarmAction(AlarmVerb.Acknowledge, At(1), "eva")));

        Assert.Empty(_alarms.All);
        Assert.Empty(Changes());
    }

    [Fact]
    public void Numbers_go_on_from_a_snapshot_and_rules_are_those_of_the_plant_in_force()
    {
        Cross(LimitState.Normal, LimitState.High, 81, 1);
        Changes();
        var writer = new StateWriter();
        _alarms.Save(writer);
        var restored = new MachineAlarms();
        var reader = new StateReader(writer.Written);
        restored.Load(ref reader);
        reader.ReadEnd();
        var stricter = new AlarmRule { Priority = 1 };
        restored.Describe(_ => stricter);
        restored.Apply(
            new AlarmPlace("oil", AlarmSource.Limit), stricter, new AlarmAction(AlarmVerb.Acknowledge, At(2), "eva"));

        var changes = new List<MachineAlarmChange>();
        restored.TakeChanges(changes);
        Assert.Equal([(2L, 1)], changes.Select(change => (change.Number, change.Rule.Priority)));
        restored.Describe(_ => null);
        Assert.Empty(restored.All);
    }

    private Alarm Only() => Assert.Single(_alarms.All).Value;

    private void Cross(LimitState before, LimitState now, double value, int second) =>
        _alarms.Follow(_oil, new SensorReport(1, true, true, before, now), value, At(second));

    private List<MachineAlarmChange> Changes()
    {
        var changes = new List<MachineAlarmChange>();
        _alarms.TakeChanges(changes);
        return changes;
    }

    private static long At(int second) => Start + (second * TimeSpan.TicksPerSecond);
}
