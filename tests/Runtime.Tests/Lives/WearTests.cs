using OrleansTwin.Runtime.Health;
using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Store;
using OrleansTwin.Twins.Alarms;
using OrleansTwin.Twins.Maintenance;
using OrleansTwin.Twins.Maintenance.Degradation;
using OrleansTwin.Twins.Maintenance.Orders;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Runtime.Tests.Lives;

/// <summary>A machine whose temperature shows wear, a reading each five minutes of steady production.</summary>
public sealed class WearTests : IAsyncLifetime
{
    private const string Machine = SmallPlant.Alone;
    private const double Rate = 0.8;

    private static readonly PathPrior Prior = new(
        PathForm.Exponential, 20, 90, new Belief(Math.Log(10), 0.3), new Belief(0.5, 0.3), 0.05);

    private LifeBench? _bench;
    private int _minute;

    private LifeBench Bench => _bench ?? throw new InvalidOperationException("Not open.");

    public async Task InitializeAsync()
    {
        _bench = await LifeBench.OpenAsync(Wearing(Prior));
        await SayAsync("EXECUTE");
    }

    public async Task DisposeAsync() => await Bench.DisposeAsync();

    [Fact]
    public async Task After_three_readings_the_sensors_own_path_says_how_long_it_will_last_whatever_others_teach()
    {
        await ProduceAsync(13);
        Assert.StartsWith("2 of 3 readings of temperature", Bench.Watch.Find(Machine)?.Missing, StringComparison.Ordinal);
        await ProduceAsync(48);

        var life = Bench.Watch.Find(Machine)!;
        Assert.Equal("Exponential wear of temperature", life.Model?.Name);
        // 10 · e^(0.8 h) reaches 70 after 2.43 h, of which the hour that was seen is over.
        var left = (Math.Log(7) / Rate) - life.AgeHours!.Value;
        Assert.InRange(left, life.Bands[2].FromHours, life.Bands[2].ToHours!.Value);
        Assert.InRange(life.MedianHours!.Value, 0.8 * left, 1.2 * left);
        Assert.InRange(life.AgeHours.Value, 0.95, 1.05);
        Assert.InRange(life.Risk!.Probability, 0.99, 1);
        var alarm = Assert.Single(Bench.Bench.Engine.Alarms.List(), alarm => alarm.Source == AlarmSource.RemainingLife);
        Assert.Equal(AlarmState.UnacknowledgedActive, alarm.State);
    }

    [Fact]
    public async Task Readings_survive_a_kill_and_another_description_begins_anew()
    {
        await ProduceAsync(31);
        var before = Bench.Watch.Find(Machine)!.MedianHours!.Value;
        _bench = await Bench.KillAsync(Wearing(Prior));
        await Bench.LookAsync();
        Assert.Equal(before, Bench.Watch.Find(Machine)!.MedianHours!.Value, 2);

        // Readings count whatever is believed, but not above another offset.
        _bench = await Bench.KillAsync(Wearing(Prior with { Limit = 120 }));
        await Bench.LookAsync();
        Assert.True(Bench.Watch.Find(Machine)!.MedianHours > before);
        _bench = await Bench.KillAsync(Wearing(Prior with { Offset = 10 }));
        await Bench.LookAsync();
        Assert.StartsWith("0 of 3 readings", Bench.Watch.Find(Machine)?.Missing, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Readings_that_an_older_build_has_saved_without_their_squares_go_on()
    {
        var writer = new StateWriter();
        writer.WriteVersion(1);
        writer.WriteDoubles(
            [0, Prior.Offset, Prior.Limit, Math.Log(10), 0.3, 0.5, 0.3, Prior.LogNoise, 5 * TimeSpan.TicksPerMinute]);
        writer.WriteInt64(0);
        writer.WriteInt64(At(30, 0));
        writer.WriteDouble(0);
        writer.WriteInt32(0);
        writer.WriteDouble(31.5);
        writer.WriteDouble(0.4);
        // Four readings on the line from ln 10 on with a rate of 0.8: count, clocks, their squares, logarithms, products.
        double[] hours = [0.1, 0.2, 0.3, 0.4];
        foreach (var sum in new[]
        {
            4, hours.Sum(), hours.Sum(at => at * at), hours.Sum(LogAt), hours.Sum(at => at * LogAt(at)),
        })
            writer.WriteDouble(sum);
        await Bench.Bench.Store.Health.SaveAsync(
            [new HealthState(Bench.Bench.KeyOf($"{Machine}/temperature"), writer.ToArray())]);
        _bench = await Bench.KillAsync(Wearing(Prior));
        await Bench.RunAsync(0.5, 7);
        await Bench.LookAsync();

        Assert.StartsWith("4 readings in the present life, the last 31.5 ", Data(), StringComparison.Ordinal);
        Assert.Contains("at 0.4 h", Data(), StringComparison.Ordinal);
        double LogAt(double at) => Math.Log(10) + (Rate * at);
    }

    [Fact]
    public async Task What_is_damaged_in_the_store_is_gathered_again()
    {
        await ProduceAsync(31);
        await Bench.Bench.Store.Health.SaveAsync(
            [new HealthState(Bench.Bench.KeyOf($"{Machine}/temperature"), new byte[] { 1, 2, 3 })]);
        _bench = await Bench.KillAsync(Wearing(Prior));
        await Bench.LookAsync();
        Assert.StartsWith("0 of 3 readings", Bench.Watch.Find(Machine)?.Missing, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wear_begins_anew_with_the_part_and_stands_still_while_the_machine_does()
    {
        await ProduceAsync(31);
        await SayAsync("STOPPED");
        await ProduceAsync(30);
        Assert.Contains("5 readings in the present life", Bench.Watch.Find(Machine)!.Model!.Data, StringComparison.Ordinal);

        await Bench.RenewAsync(7, wasFault: false);
        _minute = 1 + (int)((Bench.Time.GetUtcNow().UtcTicks - At(0, 0)) / TimeSpan.TicksPerMinute);
        await SayAsync("EXECUTE");
        await ProduceAsync(7);
        Assert.StartsWith("1 of 3 readings of temperature", Bench.Watch.Find(Machine)?.Missing, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lives_that_were_followed_to_their_end_teach_the_next_one_and_each_counts_once_also_after_a_kill()
    {
        await LiveAsync();
        await ProduceAsync(17);
        Assert.EndsWith("followed to their end: 1, the plant file counting as two more", Data(), StringComparison.Ordinal);

        _bench = await Bench.KillAsync(Wearing(Prior));
        await Bench.LookAsync();
        Assert.EndsWith("followed to their end: 1, the plant file counting as two more", Data(), StringComparison.Ordinal);
        await LiveAsync();
        await ProduceAsync(17);
        Assert.EndsWith("followed to their end: 2, the plant file counting as two more", Data(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_told_how_fast_it_wears_three_lives_must_have_been_followed()
    {
        await Bench.DisposeAsync();
        _bench = await LifeBench.OpenAsync(Wearing(Prior with { Rate = null }));
        await SayAsync("EXECUTE");
        for (var lives = 0; lives < 3; lives++)
        {
            await LiveAsync();
            await Bench.LookAsync();
            Assert.Equal(lives < 2, Bench.Watch.Find(Machine)!.Missing!.StartsWith(
                $"How fast temperature wears is not known: {lives + 1} of 3 lives of 'Change belt' that ended and were "
                + "followed, or rate in the plant file.", StringComparison.Ordinal));
        }

        await ProduceAsync(17);
        Assert.EndsWith("and lives of its kind that were followed to their end: 3", Data(), StringComparison.Ordinal);
        Assert.True(double.IsFinite(Bench.Watch.Find(Machine)!.MedianHours!.Value));
    }

    [Fact]
    public async Task A_life_whose_end_is_taken_back_goes_on_and_teaches_nothing()
    {
        await ProduceAsync(17);
        var readings = Data();
        var order = await Bench.Desk.DraftAsync(Machine, WorkOrderCause.Request, "1", [], "belt", "eva", default);
        await ActAsync(order!.Id, WorkVerb.Approve, WorkVerb.Start, WorkVerb.Finish);
        await Bench.LookAsync();
        Assert.StartsWith("0 of 3 readings", Bench.Watch.Find(Machine)?.Missing, StringComparison.Ordinal);
        await ActAsync(order.Id, WorkVerb.Reopen);
        await Bench.LookAsync();

        Assert.Equal(readings, Data());
        Assert.EndsWith("what the plant file says beforehand", readings, StringComparison.Ordinal);
    }

    private async Task ActAsync(string id, params WorkVerb[] verbs)
    {
        foreach (var verb in verbs)
        {
            Bench.Time.Advance(TimeSpan.FromMinutes(1));
            var finding = verb == WorkVerb.Finish ? new WorkFinding(false, "", "") : null;
            await Bench.Desk.ActAsync(
                id, new WorkAction(verb, Bench.Time.GetUtcNow().UtcTicks, "eva", "") { Finding = finding }, default);
        }
    }

    private string Data() => Bench.Watch.Find(Machine)!.Model!.Data;

    /// <summary>A life with three readings and its end.</summary>
    private async Task LiveAsync()
    {
        await ProduceAsync(17);
        await Bench.RenewAsync(7, wasFault: false);
        await Bench.LookAsync();
        _minute = 1 + (int)((Bench.Time.GetUtcNow().UtcTicks - At(0, 0)) / TimeSpan.TicksPerMinute);
    }

    private static Plant Wearing(PathPrior prior) => LifeBench.Plant(machine => machine.Id != Machine ? machine : machine with
    {
        Sensors =
        [
            .. machine.Sensors.Select(sensor => sensor.LocalId == "temperature"
                ? sensor with { Wear = new SensorWear(prior, 5 * TimeSpan.TicksPerMinute, null) }
                : sensor),
        ],
    });

    /// <summary>Minutes of samples every twenty seconds, looked at when each is over.</summary>
    private async Task ProduceAsync(int minutes)
    {
        for (var end = _minute + minutes; _minute < end; _minute++)
        {
            for (var second = 5; second < 60; second += 20)
            {
                var hours = (_minute + (second / 60.0)) / 60;
                await Bench.Bench.CommitAsync(
                    $"{Machine}/temperature", new Sample(At(_minute, second), 20 + (10 * Math.Exp(Rate * hours))));
            }

            await Bench.Bench.DrainAsync();
            MoveTo(At(_minute, 59));
            await Bench.Watch.LookAsync(default);
        }

        await Bench.LookAsync();
    }

    private Task SayAsync(string state) => Bench.Bench.CommitAsync($"{Machine}/state", new Sample(At(_minute, 1), state));

    private void MoveTo(long ticks)
    {
        if (ticks > Bench.Time.GetUtcNow().UtcTicks)
            Bench.Time.Advance(TimeSpan.FromTicks(ticks - Bench.Time.GetUtcNow().UtcTicks));
    }

    private static long At(int minute, int second) =>
        SmallPlant.At(8) + (minute * TimeSpan.TicksPerMinute) + (second * TimeSpan.TicksPerSecond);
}
