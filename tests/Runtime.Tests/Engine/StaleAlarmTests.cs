using OrleansTwin.Runtime.Engine;
using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Twins.Alarms;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Runtime.Tests.Engine;

/// <summary>Sensors that fall silent for longer than their models allow: here a minute.</summary>
public class StaleAlarmTests
{
    private const string Temperature = $"{SmallPlant.Alone}/temperature";
    private const string Power = $"{SmallPlant.Alone}/power";

    [Fact]
    public async Task A_sensor_that_falls_silent_raises_an_alarm_that_returns_when_it_is_heard_again()
    {
        await using var bench = await EngineBench.OpenAsync(SmallPlant.Create());
        await TickAsync(bench, 0, hasBegun: true);
        await SayAsync(bench, Temperature, 10);
        await TickAsync(bench, 70);
        Assert.Empty(bench.Engine.Alarms.List());
        await SayAsync(bench, Power, 71);
        await TickAsync(bench, 72);

        var alarm = Assert.Single(bench.Engine.Alarms.List());
        Assert.Equal(
            (Temperature, AlarmSource.Stale, AlarmState.UnacknowledgedActive, 62.0, At(72)),
            (alarm.Asset.Id, alarm.Source, alarm.State, alarm.Value, alarm.RaisedTicks));
        await SayAsync(bench, Temperature, 90);
        await TickAsync(bench, 92);
        Assert.Equal(AlarmState.ReturnedUnacknowledged, Assert.Single(bench.Engine.Alarms.List()).State);
    }

    [Fact]
    public async Task Where_all_that_should_be_heard_is_silent_it_is_one_alarm_of_the_machine()
    {
        await using var bench = await EngineBench.OpenAsync(WatchedPower());
        await TickAsync(bench, 0, hasBegun: true);
        await SayAsync(bench, Temperature, 10);
        await SayAsync(bench, Power, 30);
        await TickAsync(bench, 80);
        Assert.Equal([Temperature], Active(bench));

        await TickAsync(bench, 100);
        Assert.Equal([SmallPlant.Alone], Active(bench));
        await SayAsync(bench, Power, 110);
        await TickAsync(bench, 112);
        Assert.Equal([Temperature], Active(bench));
    }

    [Fact]
    public async Task What_was_not_heard_while_the_host_was_away_is_no_silence_until_it_has_listened_for_as_long()
    {
        await using var bench = await EngineBench.OpenAsync(SmallPlant.Create());
        await TickAsync(bench, 0, hasBegun: true);
        await SayAsync(bench, Temperature, 10);
        await bench.CheckpointAsync();

        await using var restarted = await EngineBench.OpenAsync(SmallPlant.Create(), bench.CopyAsKilled());
        await TickAsync(restarted, 3600, hasBegun: true);
        await TickAsync(restarted, 3660);
        Assert.Empty(restarted.Engine.Alarms.List());
        await restarted.CheckpointAsync();
        var again = restarted.CopyAsKilled();
        await TickAsync(restarted, 3661);
        Assert.Equal([Temperature], Active(restarted));

        await using var replayed = await EngineBench.OpenAsync(SmallPlant.Create(), again);
        await TickAsync(replayed, 3661);
        Assert.Equal([Temperature], Active(replayed));
    }

    [Fact]
    public async Task One_that_was_never_heard_and_one_whose_model_allows_any_silence_raise_nothing()
    {
        await using var bench = await EngineBench.OpenAsync(SmallPlant.Create());
        await TickAsync(bench, 0, hasBegun: true);
        await SayAsync(bench, Power, 10);
        await TickAsync(bench, 86_400);

        Assert.Empty(bench.Engine.Alarms.List());
    }

    private static Plant WatchedPower() => SmallPlant.Create(machine => machine with
    {
        Sensors = [.. machine.Sensors.Select(sensor => sensor.LocalId == "power"
            ? sensor with { StaleTicks = TimeSpan.TicksPerMinute }
            : sensor)],
    });

    private static IEnumerable<string> Active(EngineBench bench) =>
        bench.Engine.Alarms.List().Where(alarm => alarm.State.IsActive()).Select(alarm => alarm.Asset.Id);

    private static async Task SayAsync(EngineBench bench, string sensor, int second)
    {
        await bench.CommitAsync(sensor, new Sample(At(second), 40) { ReceiveTicks = At(second) });
        await bench.DrainAsync();
    }

    private static async Task TickAsync(EngineBench bench, int second, bool hasBegun = false)
    {
        await bench.Engine.TickAsync(At(second), CancellationToken.None, hasBegun);
        await bench.DrainAsync();
    }

    private static long At(int second) => SmallPlant.At(8) + (second * TimeSpan.TicksPerSecond);
}
