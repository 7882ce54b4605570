using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Engine;
using OrleansTwin.Runtime.Shards;
using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Twins.Alarms;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Runtime.Tests.Engine;

public class AlarmTests
{
    private const string Temperature = $"{SmallPlant.Alone}/temperature";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_a_restart_a_standing_alarm_has_the_time_and_value_that_raised_it(bool isCheckpointed)
    {
        await using var bench = await EngineBench.OpenAsync(SmallPlant.Create());
        await bench.CommitAsync(Temperature, new Sample(SmallPlant.At(8), 40), new Sample(SmallPlant.At(8.1), 46));
        await bench.CommitAsync(Temperature, new Sample(SmallPlant.At(8.2), 47), new Sample(SmallPlant.At(8.3), 48));
        await bench.DrainAsync();
        if (isCheckpointed)
            await bench.CheckpointAsync();

        await using var restarted = await EngineBench.OpenAsync(SmallPlant.Create(), bench.CopyAsKilled());
        var alarm = Assert.Single(restarted.Engine.Alarms.List());
        Assert.Equal((SmallPlant.At(8.1), 46, null), (alarm.RaisedTicks, alarm.Value, alarm.ReturnedTicks));
        await restarted.CommitAsync(Temperature, new Sample(SmallPlant.At(8.4), 40));
        await restarted.DrainAsync();
        Assert.Equal(SmallPlant.At(8.4), Assert.Single(restarted.Engine.Alarms.List()).ReturnedTicks);
    }

    [Fact]
    public async Task What_an_operator_does_survives_a_kill_before_the_next_checkpoint()
    {
        await using var bench = await OpenAsync(46);
        await ActAsync(bench, AlarmVerb.Acknowledge, 8.2, "on my way");
        await ActAsync(bench, AlarmVerb.Shelve, 8.3, "sensor is being replaced", until: 9);

        await using var restarted = await EngineBench.OpenAsync(SmallPlant.Create(), bench.CopyAsKilled());
        var alarm = restarted.Engine.Alarms.Find(Temperature, AlarmSource.Limit);
        Assert.Equal(
            (AlarmState.Shelved, "eva", "on my way", "sensor is being replaced", SmallPlant.At(9)),
            (alarm?.State, alarm?.AcknowledgedBy, alarm?.AcknowledgeComment, alarm?.CoverReason, alarm?.ShelvedUntilTicks));
    }

    [Fact]
    public async Task A_refused_action_is_told_and_changes_nothing()
    {
        await using var bench = await OpenAsync(46);
        await ActAsync(bench, AlarmVerb.Acknowledge, 8.2, "first");

        var refused = await Assert.ThrowsAsync<AlarmRefusedException>(
            () => ActAsync(bench, AlarmVerb.Acknowledge, 8.3, "second"));
        Assert.Equal(AlarmState.AcknowledgedActive, refused.State);
        Assert.Equal("first", bench.Engine.Alarms.Find(Temperature, AlarmSource.Limit)?.AcknowledgeComment);
    }

    [Fact]
    public async Task The_log_has_each_change_once_though_the_journal_is_folded_again()
    {
        await using var bench = await OpenAsync(46);
        await ActAsync(bench, AlarmVerb.Acknowledge, 8.2, "seen");
        var killed = bench.CopyAsKilled();
        await using var restarted = await EngineBench.OpenAsync(SmallPlant.Create(), killed);
        await restarted.CommitAsync(Temperature, new Sample(SmallPlant.At(8.4), 40));
        await restarted.DrainAsync();
        await restarted.CheckpointAsync();
        await restarted.CheckpointAsync();

        var log = await restarted.Store.Alarms.ReadAsync(0, long.MaxValue, 10);
        Assert.Equal(
            [AlarmState.Normal, AlarmState.AcknowledgedActive, AlarmState.UnacknowledgedActive],
            log.Select(row => row.Change.To));
        Assert.Equal([3L, 2, 1], log.Select(row => row.Number));
    }

    [Fact]
    public async Task A_shelf_ends_by_the_clock_of_a_quiet_machine_and_the_alarm_counts_again()
    {
        await using var bench = await OpenAsync(46, machine => machine with
        {
            Sensors = [.. machine.Sensors.Select(sensor => sensor with { StaleTicks = 0 })],
        });
        await ActAsync(bench, AlarmVerb.Shelve, 8.2, "later", until: 9);
        Assert.Equal(0, bench.Engine.Runtime.LiveOf(SmallPlant.Alone).ActiveAlarms);

        await bench.Engine.TickAsync(SmallPlant.At(9) + ClockTicks.LagTicks, CancellationToken.None);
        await bench.DrainAsync();
        Assert.Equal(AlarmState.UnacknowledgedActive, bench.Engine.Alarms.Find(Temperature, AlarmSource.Limit)?.State);
        Assert.Equal(1, bench.Engine.Runtime.LiveOf(SmallPlant.Alone).ActiveAlarms);
        Assert.Equal(1, (await bench.Engine.Runtime.LiveOfAsync(SmallPlant.Enterprise)).ActiveAlarms);
    }

    [Fact]
    public async Task What_returned_on_the_shelf_is_shown_with_when_it_did_and_without_the_shelf()
    {
        await using var bench = await OpenAsync(46);
        await ActAsync(bench, AlarmVerb.Shelve, 8.2, "later", until: 9);
        await bench.CommitAsync(Temperature, new Sample(SmallPlant.At(8.5), 40));
        await ActAsync(bench, AlarmVerb.Unshelve, 8.7, "");

        var alarm = Assert.Single(bench.Engine.Alarms.List());
        Assert.Equal(
            (AlarmState.Normal, SmallPlant.At(8.5), SmallPlant.At(8.7), "", 0L),
            (alarm.State, alarm.ReturnedTicks, alarm.ChangedTicks, alarm.CoveredBy, alarm.ShelvedUntilTicks));
    }

    [Fact]
    public async Task What_is_done_is_audited_and_what_is_refused_is_told_for_its_alarm_alone()
    {
        await using var bench = await OpenAsync(46);
        var shard = new LocalShard(bench.Engine, TimeProvider.System);
        AlarmReference[] alarms = [new($"{SmallPlant.Alone}/power"), new(Temperature), new(SmallPlant.Site)];
        var done = await shard.ActOnAlarmsAsync(
            new AlarmSubmission(AlarmVerb.Acknowledge, alarms, "eva", "seen", null), CancellationToken.None);

        Assert.Equal([AlarmState.Normal, AlarmState.AcknowledgedActive], done.Select(outcome => outcome.State!.Value));
        Assert.Contains("nobody has acknowledged", done[0].Problem, StringComparison.Ordinal);
        var audited = Assert.Single(await bench.Store.Audit.ReadAsync(10), entry => entry.Actor == "eva");
        Assert.Equal(("alarm Acknowledge", $"{Temperature}:Limit", "seen"), (audited.Action, audited.Subject, audited.Detail));
    }

    [Fact]
    public async Task An_alarm_of_a_sensor_without_limits_any_more_is_gone_with_the_new_plant()
    {
        await using var bench = await OpenAsync(46);
        await bench.ReplacePlantAsync(SmallPlant.Create(machine => machine with
        {
            Sensors = [.. machine.Sensors.Select(sensor => sensor with { Limits = null })],
        }));

        Assert.Empty(bench.Engine.Alarms.List());
    }

    private static async Task<EngineBench> OpenAsync(double temperature, Func<MachineAsset, MachineAsset>? change = null)
    {
        var bench = await EngineBench.OpenAsync(SmallPlant.Create(change));
        await bench.CommitAsync(Temperature, new Sample(SmallPlant.At(8), 40), new Sample(SmallPlant.At(8.1), temperature));
        await bench.DrainAsync();
        return bench;
    }

    private static Task ActAsync(EngineBench bench, AlarmVerb verb, double hour, string comment, double until = 0) =>
        bench.Engine.ActAsync(
            SmallPlant.Alone, new AlarmPlace("temperature", AlarmSource.Limit),
            new AlarmAction(verb, SmallPlant.At(hour), "eva", comment, SmallPlant.At(until)), CancellationToken.None);
}
