using OrleansTwin.Twins.Alarms;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Tests.Alarms;

public sealed class AlarmTests
{
    private static readonly long Start = new DateTime(2026, 3, 2, 6, 0, 0, DateTimeKind.Utc).Ticks;

    [Fact]
    public void A_condition_that_comes_and_goes_is_acknowledged_before_or_after_its_end()
    {
        var before = new Alarm(AlarmRule.Default);
        before.Sense(true, 3, 81, At(1));
        Assert.Equal(AlarmState.UnacknowledgedActive, before.State);
        before.Apply(Do(AlarmVerb.Acknowledge, 2, "on my way"));
        Assert.Equal((AlarmState.AcknowledgedActive, "eva", "on my way"),
            (before.State, before.AcknowledgedBy, before.AcknowledgeComment));
        before.Sense(false, 0, 70, At(3));
        Assert.Equal(AlarmState.Normal, before.State);

        var after = new Alarm(AlarmRule.Default);
        after.Sense(true, 3, 81, At(1));
        after.Sense(false, 0, 70, At(2));
        Assert.Equal(AlarmState.ReturnedUnacknowledged, after.State);
        after.Apply(Do(AlarmVerb.Acknowledge, 3));
        Assert.Equal(AlarmState.Normal, after.State);
        Assert.Equal((At(1), At(2)), (after.RaisedTicks, after.ReturnedTicks));
    }

    [Fact]
    public void A_condition_must_hold_for_the_on_delay_and_be_over_for_the_off_delay()
    {
        var alarm = new Alarm(new AlarmRule { OnDelayTicks = Seconds(10), OffDelayTicks = Seconds(20) });
        alarm.Sense(true, 3, 81, At(0));
        alarm.Sense(false, 0, 70, At(9));
        alarm.Advance(At(60));
        Assert.Equal(AlarmState.Normal, alarm.State);

        alarm.Sense(true, 3, 82, At(100));
        Assert.Equal(At(110), alarm.DueTicks);
        alarm.Advance(At(300));
        Assert.Equal((AlarmState.UnacknowledgedActive, At(110), 82.0), (alarm.State, alarm.RaisedTicks, alarm.Value));

        alarm.Sense(false, 0, 70, At(400));
        alarm.Sense(true, 3, 83, At(419));
        alarm.Advance(At(500));
        Assert.Equal((AlarmState.UnacknowledgedActive, null), (alarm.State, alarm.ReturnedTicks));

        alarm.Sense(false, 0, 70, At(600));
        alarm.Advance(At(620));
        Assert.Equal((AlarmState.ReturnedUnacknowledged, At(620)), (alarm.State, alarm.ReturnedTicks));
    }

    [Fact]
    public void A_latching_alarm_stays_until_it_is_acknowledged_and_reset()
    {
        var alarm = new Alarm(new AlarmRule { IsLatching = true });
        alarm.Sense(true, 3, 81, At(1));
        alarm.Sense(false, 0, 70, At(2));
        Assert.Equal(AlarmState.LatchedUnacknowledged, alarm.State);
        var early = Assert.Throws<AlarmRefusedException>(() => alarm.Apply(Do(AlarmVerb.Reset, 3)));
        Assert.Equal(AlarmState.LatchedUnacknowledged, early.State);

        alarm.Apply(Do(AlarmVerb.Acknowledge, 4));
        Assert.Equal(AlarmState.LatchedAcknowledged, alarm.State);
        alarm.Apply(Do(AlarmVerb.Reset, 5));
        Assert.Equal(AlarmState.Normal, alarm.State);
    }

    [Fact]
    public void A_graver_level_raises_an_acknowledged_alarm_anew_and_a_lighter_one_does_not()
    {
        var alarm = new Alarm(AlarmRule.Default);
        alarm.Sense(true, 3, 81, At(1));
        alarm.Apply(Do(AlarmVerb.Acknowledge, 2));
        alarm.Sense(true, 4, 95, At(3), isGraver: true);
        Assert.Equal((AlarmState.UnacknowledgedActive, (byte)4, At(3)), (alarm.State, alarm.Level, alarm.RaisedTicks));

        alarm.Apply(Do(AlarmVerb.Acknowledge, 4));
        alarm.Sense(true, 3, 90, At(5));
        Assert.Equal((AlarmState.AcknowledgedActive, (byte)4), (alarm.State, alarm.Level));
    }

    [Fact]
    public void A_shelf_ends_by_itself_and_what_still_holds_is_raised_anew()
    {
        var alarm = new Alarm(AlarmRule.Default);
        alarm.Sense(true, 3, 81, At(1));
        alarm.Apply(Do(AlarmVerb.Acknowledge, 2));
        alarm.Apply(Do(AlarmVerb.Shelve, 3, "sensor is being replaced", until: 60));
        Assert.Equal((AlarmState.Shelved, "sensor is being replaced", At(60)),
            (alarm.State, alarm.CoverReason, alarm.ShelvedUntilTicks));
        alarm.Advance(At(59));
        Assert.Equal(AlarmState.Shelved, alarm.State);
        alarm.Advance(At(3600));

        Assert.Equal((AlarmState.UnacknowledgedActive, "", 0L), (alarm.State, alarm.CoverReason, alarm.ShelvedUntilTicks));
        Assert.Equal(At(60), Changes(alarm)[^1].AtTicks);
    }

    [Fact]
    public void What_came_and_went_on_a_shelf_owes_nothing()
    {
        var alarm = new Alarm(new AlarmRule { IsLatching = true });
        alarm.Apply(Do(AlarmVerb.Shelve, 1, "commissioning", until: 60));
        alarm.Sense(true, 3, 81, At(10));
        alarm.Sense(false, 0, 70, At(20));
        alarm.Apply(Do(AlarmVerb.Unshelve, 30));

        Assert.Equal(AlarmState.Normal, alarm.State);
        Assert.Equal([AlarmState.Shelved, AlarmState.Normal], Changes(alarm).Select(change => change.To));
    }

    [Fact]
    public void Out_of_service_covers_a_shelf_and_a_shelf_covers_suppression()
    {
        var alarm = new Alarm(AlarmRule.Default);
        alarm.Sense(true, 3, 81, At(1));
        alarm.Suppress(true, At(2));
        Assert.Equal(AlarmState.SuppressedByDesign, alarm.State);
        alarm.Apply(Do(AlarmVerb.Shelve, 3, "later", until: 60));
        alarm.Apply(Do(AlarmVerb.TakeOutOfService, 4, "pump is open"));
        Assert.Equal((AlarmState.OutOfService, "pump is open"), (alarm.State, alarm.CoverReason));
        Assert.Throws<AlarmRefusedException>(() => alarm.Apply(Do(AlarmVerb.Acknowledge, 5)));

        alarm.Apply(Do(AlarmVerb.ReturnToService, 6));
        Assert.Equal(AlarmState.Shelved, alarm.State);
        alarm.Apply(Do(AlarmVerb.Unshelve, 7));
        Assert.Equal(AlarmState.SuppressedByDesign, alarm.State);
        alarm.Suppress(false, At(8));
        Assert.Equal(AlarmState.UnacknowledgedActive, alarm.State);
    }

    [Theory]
    [InlineData(false, AlarmState.Normal)]
    [InlineData(true, AlarmState.UnacknowledgedActive)]
    public void When_its_machine_goes_on_a_condition_has_to_hold_for_its_delay_anew(bool holds, AlarmState expected)
    {
        var alarm = new Alarm(AlarmRule.Default with { OnDelayTicks = Seconds(5) });
        alarm.Suppress(true, At(0));
        alarm.Sense(true, 2, 0, At(1));
        alarm.Advance(At(50));
        Assert.Equal(AlarmState.SuppressedByDesign, alarm.State);

        alarm.Suppress(false, At(60));
        Assert.Equal(AlarmState.Normal, alarm.State);
        alarm.Sense(holds, 2, 0, At(62));
        alarm.Advance(At(65));
        Assert.Equal((expected, holds ? At(65) : At(6)), (alarm.State, alarm.RaisedTicks));
    }

    [Fact]
    public void Every_change_is_told_once()
    {
        var alarm = new Alarm(AlarmRule.Default);
        alarm.Sense(true, 3, 81, At(1));
        alarm.Apply(Do(AlarmVerb.Acknowledge, 2, "seen"));
        var told = Changes(alarm);
        alarm.Sense(false, 0, 70, At(3));

        Assert.Equal(
            [
                new AlarmChange(At(1), AlarmState.Normal, AlarmState.UnacknowledgedActive, 3, 81, "", ""),
                new AlarmChange(At(2), AlarmState.UnacknowledgedActive, AlarmState.AcknowledgedActive, 3, 81, "eva", "seen"),
            ],
            told);
        Assert.Equal([AlarmState.Normal], Changes(alarm).Select(change => change.To));
        Assert.True(alarm.IsForgettable);
    }

    [Fact]
    public void An_alarm_goes_on_from_its_snapshot()
    {
        var alarm = new Alarm(new AlarmRule { OnDelayTicks = Seconds(10), IsLatching = true });
        alarm.Sense(true, 3, 81, At(0));
        alarm.Advance(At(10));
        alarm.Apply(Do(AlarmVerb.Acknowledge, 11, "seen"));
        alarm.Apply(Do(AlarmVerb.Shelve, 12, "later", until: 60));
        Changes(alarm);
        var writer = new StateWriter();
        alarm.Save(writer);
        var restored = new Alarm(alarm.Rule);
        var reader = new StateReader(writer.Written);
        restored.Load(ref reader);
        reader.ReadEnd();

        foreach (var either in new[] { alarm, restored })
        {
            either.Sense(false, 0, 70, At(30));
            either.Advance(At(100));
        }

        Assert.Equal(Changes(alarm), Changes(restored));
        Assert.Equal(Saved(alarm), Saved(restored));
    }

    /// <summary>Whatever comes in whatever order, no alarm is where the standard has no way to be.</summary>
    [Fact]
    public void Random_inputs_keep_to_the_standards_transitions()
    {
        var random = new Random(20260302);
        for (var round = 0; round < 500; round++)
        {
            var rule = new AlarmRule
            {
                OnDelayTicks = Seconds(random.Next(3)), OffDelayTicks = Seconds(random.Next(3)), IsLatching = random.Next(2) == 0,
            };
            var (alarm, isActive, changes) = (new Alarm(rule), false, new List<AlarmChange>());
            for (var second = 1; second < 60; second++)
            {
                Step(alarm, random, second, ref isActive);
                alarm.TakeChanges(changes);
            }

            Assert.All(changes.Zip(changes.Skip(1)), pair => Assert.Equal(pair.First.To, pair.Second.From));
            Assert.All(changes, change => Assert.True(rule.IsLatching || change.To is not
                (AlarmState.LatchedAcknowledged or AlarmState.LatchedUnacknowledged)));
            Assert.All(changes, change => Assert.False(
                change is { From: AlarmState.Normal, To: AlarmState.AcknowledgedActive or AlarmState.ReturnedUnacknowledged }));
        }
    }

    private static void Step(Alarm alarm, Random random, int second, ref bool isActive)
    {
        try
        {
            switch (random.Next(4))
            {
                case 0:
                    isActive = !isActive;
                    alarm.Sense(isActive, (byte)random.Next(1, 5), random.NextDouble(), At(second));
                    break;
                case 1:
                    alarm.Suppress(random.Next(2) == 0, At(second));
                    break;
                case 2:
                    alarm.Advance(At(second));
                    break;
                default:
                    alarm.Apply(Do((AlarmVerb)random.Next(6), second, "", until: second + random.Next(-1, 9)));
                    break;
            }
        }
        catch (AlarmRefusedException refused)
        {
            Assert.Equal(alarm.State, refused.State);
        }
    }

    private static long At(int second) => Start + Seconds(second);

    private static long Seconds(int seconds) => seconds * TimeSpan.TicksPerSecond;

    private static AlarmAction Do(AlarmVerb verb, int second, string comment = "", int until = 0) =>
        new(verb, At(second), "eva", comment, At(until));

    private static List<AlarmChange> Changes(Alarm alarm)
    {
        var changes = new List<AlarmChange>();
        alarm.TakeChanges(changes);
        return changes;
    }

    private static byte[] Saved(Alarm alarm)
    {
        var writer = new StateWriter();
        alarm.Save(writer);
        return writer.ToArray();
    }
}
