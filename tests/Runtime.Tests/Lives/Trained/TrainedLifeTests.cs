using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Engine;
using OrleansTwin.Runtime.Health;
using OrleansTwin.Runtime.Lives;
using OrleansTwin.Runtime.Maintenance;
using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Store;
using OrleansTwin.Twins.Alarms;
using OrleansTwin.Twins.Health.Rul;
using OrleansTwin.Twins.Maintenance.Orders;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Runtime.Tests.Lives.Trained;

/// <summary>A press that a trained model follows; ten minutes of production are a cycle.</summary>
public sealed class TrainedLifeTests : IAsyncLifetime
{
    private const string Machine = SmallPlant.Alone;
    private const int CycleMinutes = 10;
    private const int Life = 100;

    /// <summary>So long a minute waits for late samples.</summary>
    private const int SettleMinutes = 11;

    private static readonly HealthOptions Options = new() { Life = new LifeOptions { Horizon = TimeSpan.FromHours(3) } };

    private readonly List<float[]> _rows = [];
    private LifeBench? _bench;
    private readonly Random _random = new(5);
    private int _pieces;

    private LifeBench Bench => _bench ?? throw new InvalidOperationException("Not open.");

    private TrainedLifeView Followed =>
        Bench.Watch.Find(Machine)?.Trained ?? throw new InvalidOperationException("Not followed.");

    public async Task InitializeAsync() => _bench = await LifeBench.OpenAsync(Plant(), options: Options);

    public async Task DisposeAsync() => await Bench.DisposeAsync();

    [Fact]
    public async Task Until_there_is_a_model_an_age_and_enough_cycles_the_view_says_what_is_missing()
    {
        await Bench.LookAsync();
        Assert.Equal("it is not there; PUT /api/v1/health/models/press puts one in force.", Followed.Missing);
        Assert.Contains("Model 'press': it is not there", Bench.Watch.Find(Machine)!.Missing, StringComparison.Ordinal);

        await PutAsync(MadePresses.File);
        await Bench.LookAsync();
        Assert.StartsWith(
            "it counts cycles from the beginning on, and the age of 'Change belt' is not known", Followed.Missing,
            StringComparison.Ordinal);

        await BeginAsync();
        await ProduceAsync(1, 8);
        Assert.Equal((8, "8 cycles are there; 15 are needed."), (Followed.Cycles, Followed.Missing));
        Assert.Null(Bench.Watch.Find(Machine)!.Model);
    }

    [Fact]
    public async Task The_model_says_of_the_live_press_what_it_says_of_its_rows()
    {
        await FollowAsync(60);
        var expected = Estimated(RulModelCodec.Read(MadePresses.File), _rows);
        var life = Bench.Watch.Find(Machine)!;

        Assert.Null(life.Missing);
        Assert.Equal((60, 1), (Followed.Cycles, Followed.Version));
        Assert.Equal(expected.Cycles, Followed.CyclesLeft!.Value, 3);
        Assert.Equal(CycleMinutes / 60.0, Followed.HoursOfCycle!.Value, 9);
        Assert.Equal(("Trained model 'press'", "made presses"), (life.Model!.Name, life.Model.Data.Split(':')[0]));
        Assert.StartsWith("1 (", life.Model.Version, StringComparison.Ordinal);

        // Half of what it has run since the last cycle is gone; what is told is in hours from now.
        var run = (life.AgeHours!.Value * 60 / CycleMinutes) - 60;
        Assert.Equal((expected.Cycles - run) * CycleMinutes / 60, life.MedianHours!.Value, 2);
        Assert.Equal((expected.Band80.Low - run) * CycleMinutes / 60, life.Bands[1].FromHours, 2);
        Assert.Equal((expected.Band80.High - run) * CycleMinutes / 60, life.Bands[1].ToHours!.Value, 2);
        Assert.InRange(life.Risk!.Probability, life.Risk.Low, life.Risk.High);
    }

    [Fact]
    public async Task A_kill_at_any_moment_loses_no_cycle_and_counts_none_twice()
    {
        await FollowAsync(20);
        var cycle = 21;
        foreach (var step in new[] { 1, 3, 2, 7, 1 })
        {
            await ProduceAsync(cycle, step);
            cycle += step;
            _bench = await Bench.KillAsync(Plant());
            await ProduceAsync(cycle++, 1);
        }

        await Bench.LookAsync();
        Assert.Equal(cycle - 1, Followed.Cycles);
        Assert.Equal(Estimated(RulModelCodec.Read(MadePresses.File), _rows).Cycles, Followed.CyclesLeft!.Value, 3);
    }

    [Fact]
    public async Task What_was_kept_of_the_cycles_and_is_damaged_is_counted_again()
    {
        await FollowAsync(30);
        var before = Followed;
        await Bench.Bench.Store.LifeTracks.SaveAsync([new HealthState(Bench.Bench.KeyOf(Machine), new byte[] { 1, 99, 3 })]);
        _bench = await Bench.KillAsync(Plant());
        await Bench.LookAsync();
        Assert.Equal((before.Cycles, before.CyclesLeft), (Followed.Cycles, Followed.CyclesLeft));
    }

    [Fact]
    public async Task A_life_that_is_older_than_the_model_is_caught_up_on_and_nothing_is_told_before()
    {
        await BeginAsync();
        for (var day = 0; day < 6; day++)
        {
            await ProduceAsync(1 + (4 * day), 4);
            Bench.Time.Advance(TimeSpan.FromDays(1));
            ToMinute();
        }

        await PutAsync(MadePresses.File);
        await Bench.Watch.LookAsync(default);
        Assert.Equal("the cycles up to now are still being counted.", Followed.Missing);
        Assert.InRange(Followed.Cycles, 1, 12);
        for (var look = 0; look < 3; look++)
            await Bench.Watch.LookAsync(default);
        Assert.Equal((24, null), (Followed.Cycles, Followed.Missing));
        Assert.Equal(Estimated(RulModelCodec.Read(MadePresses.File), _rows).Cycles, Followed.CyclesLeft!.Value, 3);
    }

    [Fact]
    public async Task Another_version_of_the_model_sees_the_cycles_that_are_there_and_without_one_nothing_is_told()
    {
        await FollowAsync(40);
        var other = RulModelCodec.Write(MadePresses.Train(seed: 2));
        await PutAsync(other);
        await Bench.LookAsync();
        Assert.Equal((2, 40), (Followed.Version, Followed.Cycles));
        Assert.Equal(Estimated(RulModelCodec.Read(other), _rows).Cycles, Followed.CyclesLeft!.Value, 3);

        await Bench.Bench.Store.TrainedModels.RemoveAsync("press", "eva", 1);
        await Bench.LookAsync();
        Assert.StartsWith("it is not there", Followed.Missing, StringComparison.Ordinal);
        Assert.Null(Bench.Watch.Find(Machine)!.MedianHours);

        await PutAsync(MadePresses.File);
        await Bench.LookAsync();
        Assert.Equal(40, Followed.Cycles);
    }

    [Fact]
    public async Task Near_its_end_there_is_an_alarm_and_an_order_and_the_next_life_begins_with_the_work()
    {
        await FollowAsync(Life - 6);
        Assert.InRange(Bench.Watch.Find(Machine)!.Risk!.Probability, 0.5, 1);
        Assert.Equal(AlarmState.UnacknowledgedActive, Alarm()!.State);
        var order = Assert.Single(await OrdersAsync(WorkOrderCause.Risk));
        Assert.Contains("by the bands", order.Evidence[0], StringComparison.Ordinal);
        Assert.StartsWith("Trained model 'press': made presses: 30 assets", order.Evidence[2], StringComparison.Ordinal);

        Assert.Matches("^Shortened most by (temperature|power) by [0-9]+ cycles", order.Evidence[3]);

        await Bench.DoAsync(order.Id, wasFault: true);
        await Bench.LookAsync();
        Assert.Equal(AlarmState.ReturnedUnacknowledged, Alarm()!.State);
        _rows.Clear();
        await ProduceAsync(1, 20);
        Assert.Equal((20, null), (Followed.Cycles, Followed.Missing));
        Assert.Equal(Estimated(RulModelCodec.Read(MadePresses.File), _rows).Cycles, Followed.CyclesLeft!.Value, 3);

        // The life that ended so was held against what was said at one of its cycles.
        var verdict = Assert.Single(Followed.Lives);
        Assert.Equal(1, Followed.Trial!.Lives);
        Assert.InRange(verdict.Cycles, 0, Life - 6 - 15);
    }

    [Fact]
    public async Task A_model_that_misses_life_after_life_is_withdrawn_and_raises_no_alarm_also_after_a_kill()
    {
        await PutAsync(MadePresses.File);
        await BeginAsync();
        for (var life = 0; life < 5; life++)
        {
            // They fail young, without any wear that could be seen.
            await ProduceAsync(1, 20);
            Assert.Null(Followed.Flagged);
            await RenewAsync(wasFault: true);
        }

        await ProduceAsync(1, Life - 6);
        _bench = await Bench.KillAsync(Plant());
        await Bench.LookAsync();
        Assert.Equal("Its 80 % band held 0 of 5 lives that ended; by chance so few come in 0.032 % of cases.", Followed.Flagged);
        Assert.Equal((5, 5), (Followed.Trial!.Lives, Followed.Lives.Count));
        Assert.Null(Alarm());
        Assert.StartsWith("withdrawn.", Followed.Missing, StringComparison.Ordinal);

        // Another one is believed until it misses, too.
        await PutAsync(RulModelCodec.Write(MadePresses.Train(seed: 2)));
        await Bench.LookAsync();
        Assert.Equal((null, 0), (Followed.Flagged, Followed.Trial!.Lives));
        Assert.Equal(AlarmState.UnacknowledgedActive, Alarm()!.State);
    }

    [Fact]
    public async Task An_end_that_was_taken_back_tells_nothing_of_the_model_and_the_life_goes_on()
    {
        await FollowAsync(30);
        var order = await Bench.Desk.DraftAsync(Machine, WorkOrderCause.Request, "1", [], "belt", "eva", default);
        foreach (var verb in new[] { WorkVerb.Approve, WorkVerb.Start, WorkVerb.Finish })
            await ActAsync(order!.Id, verb);
        ToMinute();
        await ProduceAsync(31, 5);
        Assert.Equal((5, 1), (Followed.Cycles, Followed.Trial!.Lives));

        await ActAsync(order!.Id, WorkVerb.Reopen);
        await Bench.LookAsync();
        await Bench.LookAsync();
        Assert.Equal((35, 0), (Followed.Cycles, Followed.Trial!.Lives));
        Assert.Equal(Estimated(RulModelCodec.Read(MadePresses.File), _rows).Cycles, Followed.CyclesLeft!.Value, 3);
    }

    [Fact]
    public async Task Pieces_are_a_cycle_where_the_plant_file_says_so()
    {
        await ReopenAsync(Plant(use => use with { CycleTicks = 0, CycleParts = 3 * CycleMinutes }));
        await FollowAsync(20);
        Assert.Equal(20, Followed.Cycles);
        Assert.InRange(Followed.HoursOfCycle!.Value, 0.16, 0.17);
        Assert.Equal(Estimated(RulModelCodec.Read(MadePresses.File), _rows).Cycles, Followed.CyclesLeft!.Value, 0);
    }

    [Fact]
    public async Task Columns_without_a_sensor_strange_inputs_and_a_horizon_beyond_sight_are_told_and_nothing_is_estimated()
    {
        await ReopenAsync(Plant(use => use with { Sensors = new Dictionary<string, string> { ["heat"] = "temperature" } }));
        await FollowAsync(1);
        Assert.Equal(
            "no sensor of the machine tells 'load'; name them in the plant file under lifeModel.columns.", Followed.Missing);

        await Bench.Bench.ReplacePlantAsync(Plant(use => use with
        {
            Sensors = new Dictionary<string, string> { ["heat"] = "power", ["load"] = "temperature" },
        }));
        await ProduceAsync(2, 30);
        Assert.Contains("of its inputs lie outside what it was learned from", Followed.Missing, StringComparison.Ordinal);
        Assert.Equal((null, null), (Bench.Watch.Find(Machine)!.Risk, Followed.CyclesLeft));
        Assert.InRange(Followed.OutsideShare!.Value, 0.25, 1);

        await ReopenAsync(Plant(), new HealthOptions());
        await FollowAsync(20);
        Assert.Matches("^the planning horizon has [0-9]{3,} cycles, and it sees 125 ahead", Followed.Missing);
    }

    [Fact]
    public async Task An_estimate_ages_with_the_hours_and_is_none_where_the_cycles_since_tell_nothing()
    {
        await FollowAsync(20);
        Assert.NotNull(Bench.Watch.Find(Machine)!.Risk);
        await Bench.RunAsync(2, 7);
        await Bench.LookAsync();
        Assert.StartsWith("the newest cycle that it knows ended 2", Followed.Missing, StringComparison.Ordinal);
        Assert.Null(Alarm());
    }

    [Fact]
    public async Task Late_samples_are_in_their_cycle_and_standing_still_is_no_cycle()
    {
        await PutAsync(MadePresses.File);
        await BeginAsync();
        await ProduceAsync(1, 20, late: true);
        Bench.Time.Advance(TimeSpan.FromHours(8));
        await ProduceAsync(21, 5);
        Assert.Equal(25, Followed.Cycles);
        Assert.Equal(Estimated(RulModelCodec.Read(MadePresses.File), _rows).Cycles, Followed.CyclesLeft!.Value, 3);
    }

    private static Plant Plant(Func<LifeModelUse, LifeModelUse>? change = null)
    {
        var use = new LifeModelUse(
            "press", CycleMinutes * TimeSpan.TicksPerMinute, 0,
            new Dictionary<string, string> { ["heat"] = "temperature", ["load"] = "power" }, null);
        return LifeBench.Plant(
            machine => machine.Id == Machine ? machine with { LifeModel = change?.Invoke(use) ?? use } : machine);
    }

    private static RulEstimate Estimated(RulModel model, IEnumerable<float[]> rows)
    {
        var monitor = new RulMonitor(model);
        foreach (var row in rows)
            monitor.Push(row);
        return monitor.Estimate();
    }

    private async Task ReopenAsync(Plant plant, HealthOptions? options = null)
    {
        await Bench.DisposeAsync();
        _rows.Clear();
        (_bench, _pieces) = (await LifeBench.OpenAsync(plant, options: options ?? Options), 0);
    }

    private async Task PutAsync(byte[] file) => await Bench.Bench.Store.TrainedModels.AddAsync(
        "press", file, "eva", Bench.Time.GetUtcNow().UtcTicks, "");

    /// <summary>A model, a new belt, and cycles from the first on.</summary>
    private async Task FollowAsync(int cycles)
    {
        await PutAsync(MadePresses.File);
        await BeginAsync();
        await ProduceAsync(1, cycles);
    }

    private async Task BeginAsync()
    {
        await Bench.Bench.CommitAsync($"{Machine}/good", new Sample(Bench.Time.GetUtcNow().UtcTicks, 0));
        await RenewAsync(wasFault: false);
    }

    private async Task RenewAsync(bool wasFault)
    {
        await Bench.RenewAsync(7, wasFault);
        ToMinute();
        await Bench.LookAsync();
        ToMinute();
    }

    /// <summary>The clock goes on to the next whole minute.</summary>
    private void ToMinute() => Bench.Time.Advance(
        TimeSpan.FromTicks(TimeSpan.TicksPerMinute - (Bench.Time.GetUtcNow().UtcTicks % TimeSpan.TicksPerMinute)));

    private Task SayAsync(string state) =>
        Bench.Bench.CommitAsync($"{Machine}/state", new Sample(Bench.Time.GetUtcNow().UtcTicks, state));

    /// <summary>Cycles of a press that would live for a hundred; then it stands until they have settled.</summary>
    private async Task ProduceAsync(int first, int cycles, bool late = false)
    {
        await SayAsync("EXECUTE");
        for (var cycle = first; cycle < first + cycles; cycle++)
        {
            _rows.Add(MadePresses.Row(cycle, Life, _random));
            var from = Bench.Time.GetUtcNow().UtcTicks;
            await CommitAsync("temperature", from, _rows[^1][0], late);
            await CommitAsync("power", from, _rows[^1][1], late);
            await CommitAsync("good", from, null, isLate: false);
            await Bench.Bench.DrainAsync();
            Bench.Time.Advance(TimeSpan.FromMinutes(CycleMinutes));
            await Bench.Watch.LookAsync(default);
        }

        await SettleAsync();
    }

    private async Task SettleAsync()
    {
        await SayAsync("STOPPED");
        Bench.Time.Advance(TimeSpan.FromMinutes(SettleMinutes));
        await Bench.Bench.CommitAsync($"{Machine}/temperature", new Sample(Bench.Time.GetUtcNow().UtcTicks, 20));
        await Bench.Bench.DrainAsync();
        await Bench.LookAsync();
        ToMinute();
    }

    /// <summary>A sample in each minute of a cycle; late: the first comes last.</summary>
    private async Task CommitAsync(string sensor, long fromTicks, double? value, bool isLate)
    {
        var samples = Enumerable.Range(0, CycleMinutes).Select(minute => new Sample(
            fromTicks + (minute * TimeSpan.TicksPerMinute) + (30 * TimeSpan.TicksPerSecond), value ?? (_pieces += 3))).ToArray();
        await Bench.Bench.CommitAsync($"{Machine}/{sensor}", isLate ? [.. samples[1..], samples[0]] : samples);
    }

    private async Task ActAsync(string order, WorkVerb verb)
    {
        Bench.Time.Advance(TimeSpan.FromMinutes(1));
        var finding = verb == WorkVerb.Finish ? new WorkFinding(true, "", "") : null;
        await Bench.Desk.ActAsync(
            order, new WorkAction(verb, Bench.Time.GetUtcNow().UtcTicks, "eva", "") { Finding = finding }, default);
    }

    private AlarmEntry? Alarm() => Bench.Bench.Engine.Alarms.List()
        .SingleOrDefault(alarm => alarm.Source == AlarmSource.RemainingLife && alarm.Asset.Id == Machine);

    private async Task<List<WorkOrder>> OrdersAsync(WorkOrderCause cause) =>
        [.. (await Bench.Bench.Store.WorkOrders.ReadAsync(null, long.MaxValue, 100)).Select(WorkOrderJson.Read)
            .Where(order => order.Cause == cause)];
}
