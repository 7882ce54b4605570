using OrleansTwin.Runtime.Engine;
using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Runtime.Tests.Engine;

/// <summary>Silence, clocks that jump, and samples from far away in time.</summary>
public class TimeTests
{
    private const string Power = $"{SmallPlant.Alone}/power";
    private const string Energy = $"{SmallPlant.Alone}/energy";
    private const string State = $"{SmallPlant.Alone}/state";

    [Fact]
    public async Task A_machine_gone_quiet_is_settled_by_the_clock_and_a_replay_settles_it_alike()
    {
        await using var bench = await EngineBench.OpenAsync(SmallPlant.Create());
        await bench.CommitAsync(State, new Sample(SmallPlant.At(7), "EXECUTE"));
        for (var second = 10; second <= 610; second += 10)
            await bench.Engine.TickAsync(SmallPlant.At(7) + (second * TimeSpan.TicksPerSecond), CancellationToken.None);
        await bench.DrainAsync();
        var sum = await bench.SumAsync(SmallPlant.Alone, SmallPlant.At(7), SmallPlant.At(8));
        Assert.Equal((610 * TimeSpan.TicksPerSecond) - ClockTicks.LagTicks, sum[Element.ActualProductionTime]);

        await using var replayed = await EngineBench.OpenAsync(SmallPlant.Create(), bench.CopyAsKilled());
        await bench.CheckpointAsync();
        await replayed.CheckpointAsync();
        Ledgers.AssertSame(await bench.ReadAllAsync(), await replayed.ReadAllAsync(), "replayed");
    }

    [Fact]
    public async Task A_machine_gone_quiet_has_nothing_to_save_before_its_minute_ends()
    {
        await using var bench = await EngineBench.OpenAsync(SmallPlant.Create());
        await bench.CommitAsync(State, new Sample(SmallPlant.At(7), "EXECUTE"));
        var saved = new List<int>();
        foreach (var second in new[] { 10, 20, 50, 70, 80 })
        {
            await bench.Engine.TickAsync(SmallPlant.At(7) + (second * TimeSpan.TicksPerSecond), CancellationToken.None);
            saved.Add((await bench.Engine.CheckpointAsync(CancellationToken.None)).Rows);
        }

        Assert.True(saved is [> 0, 0, 0, > 0, 0], $"Saved {string.Join(", ", saved)} rows.");
    }

    [Theory]
    [InlineData(5)]
    [InlineData(30)]
    public async Task A_counter_of_energy_silent_for_hours_counts_all_it_counted(int hours)
    {
        await using var bench = await EngineBench.OpenAsync(SmallPlant.Create(WithCounter));
        await bench.CommitAsync(Energy, new Sample(SmallPlant.At(7), 1000));
        for (var minute = 1; minute < hours * 60; minute++)
            await bench.CommitAsync($"{SmallPlant.Alone}/good", new Sample(SmallPlant.At(7 + (minute / 60.0)), minute));
        var (end, later) = (SmallPlant.At(7 + hours), SmallPlant.At(7 + hours + 0.01));
        await bench.CommitAsync(Energy, new Sample(end, 1060), new Sample(later, 1060));
        await bench.CheckpointAsync();

        Assert.Null(bench.Engine.Runtime.Mailboxes.FirstOrDefault(mailbox => mailbox.Fault is not null)?.Fault);
        var sum = await bench.SumAsync(SmallPlant.Alone, SmallPlant.At(0), SmallPlant.At(60));
        Assert.Equal(60, sum.EnergyKwh(Carrier.Electricity), 1e-9);
        Assert.Equal(sum, await bench.SumAsync(SmallPlant.Enterprise, SmallPlant.At(0), SmallPlant.At(60)));
    }

    [Fact]
    public async Task A_silence_of_weeks_is_not_filled_and_what_comes_after_it_counts()
    {
        await using var bench = await EngineBench.OpenAsync(SmallPlant.Create());
        await bench.CommitAsync(State, new Sample(SmallPlant.At(7), "EXECUTE"), new Sample(SmallPlant.At(7.1), "EXECUTE"));
        var later = SmallPlant.At(7 + (24 * 30));
        await bench.CommitAsync(State, new Sample(later, "EXECUTE"), new Sample(later + TimeSpan.TicksPerHour, "EXECUTE"));
        await bench.CheckpointAsync();

        var sum = await bench.SumAsync(SmallPlant.Alone, SmallPlant.At(0), SmallPlant.At(24 * 40));
        Assert.InRange(sum[Element.ActualProductionTime], TimeSpan.TicksPerHour, 67 * TimeSpan.TicksPerMinute);
    }

    [Fact]
    public async Task Samples_before_the_first_known_one_and_in_its_gap_are_folded_where_they_belong()
    {
        await using var bench = await EngineBench.OpenAsync(SmallPlant.Create());
        await bench.CommitAsync(State, new Sample(SmallPlant.At(8), "EXECUTE"), new Sample(SmallPlant.At(8.1), "EXECUTE"));
        await bench.CommitAsync(State, Received(new Sample(SmallPlant.At(7), "EXECUTE"), SmallPlant.At(8.2)));
        await bench.Engine.TickAsync(SmallPlant.At(9), CancellationToken.None);
        await bench.DrainAsync();

        var sum = await bench.SumAsync(SmallPlant.Alone, SmallPlant.At(0), SmallPlant.At(8.5));
        Assert.Equal(1.5 * TimeSpan.TicksPerHour, sum[Element.ActualProductionTime]);
    }

    [Fact]
    public async Task A_source_whose_clock_runs_ahead_does_not_drag_the_machine_with_it()
    {
        await using var bench = await EngineBench.OpenAsync(SmallPlant.Create());
        await bench.CommitAsync(State, new Sample(SmallPlant.At(8), "EXECUTE"));
        await bench.CommitAsync(Power, Received(new Sample(SmallPlant.At(8.9), 10), SmallPlant.At(8)));
        await bench.CommitAsync(State, new Sample(SmallPlant.At(8.1), "EXECUTE"));
        await bench.DrainAsync();
        Assert.InRange(Oven(bench).WatermarkTicks, SmallPlant.At(8), SmallPlant.At(8.1));
    }

    [Fact]
    public async Task A_receivers_clock_that_is_set_back_neither_stops_refolds_nor_settles_too_early()
    {
        await using var bench = await EngineBench.OpenAsync(SmallPlant.Create());
        await bench.CommitAsync(State, new Sample(SmallPlant.At(8), "EXECUTE"), new Sample(SmallPlant.At(8.5), "EXECUTE"));
        await bench.CommitAsync(State, Received(new Sample(SmallPlant.At(7.4), "EXECUTE"), SmallPlant.At(7.5)));
        await bench.CommitAsync(State, Received(new Sample(SmallPlant.At(7.4) + 1, "EXECUTE"), SmallPlant.At(7.6)));
        await bench.DrainAsync();
        Assert.Null(Oven(bench).NextRefold);

        await bench.Engine.TickAsync(SmallPlant.At(7.7), CancellationToken.None);
        await bench.DrainAsync();
        Assert.InRange(Oven(bench).WatermarkTicks, SmallPlant.At(8.4), SmallPlant.At(8.5));
    }

    [Fact]
    public async Task A_clock_stepped_back_an_hour_and_forward_a_day_leaves_time_in_order_and_goes_on()
    {
        await using var bench = await EngineBench.OpenAsync(SmallPlant.Create());
        await bench.CommitAsync(State, Received(new Sample(SmallPlant.At(8), "EXECUTE"), SmallPlant.At(8)));
        await bench.Engine.TickAsync(SmallPlant.At(8.1), CancellationToken.None);
        await bench.DrainAsync();
        var before = Oven(bench).WatermarkTicks;
        await bench.CommitAsync(State, Received(new Sample(SmallPlant.At(8.2), "EXECUTE"), SmallPlant.At(7.2)));
        await bench.Engine.TickAsync(SmallPlant.At(7.3), CancellationToken.None);
        await bench.DrainAsync();
        Assert.True(Oven(bench).WatermarkTicks >= before);

        await bench.Engine.TickAsync(SmallPlant.At(8.3 + 24), CancellationToken.None);
        await bench.Engine.TickAsync(SmallPlant.At(8.4), CancellationToken.None);
        await bench.CommitAsync(State, Received(new Sample(SmallPlant.At(8.4), "EXECUTE"), SmallPlant.At(8.4)));
        await bench.DrainAsync();
        await bench.CheckpointAsync();
        var rows = await bench.Store.Ledger.ReadRowsAsync(bench.KeyOf(SmallPlant.Alone), 0, 0, DateTime.MaxValue.Ticks);
        Assert.Equal(rows.Select(row => row.Report.BucketTicks).Order(), rows.Select(row => row.Report.BucketTicks));
        Assert.All(rows, row => Assert.InRange(
            row.Report.Slices.Sum(slice => slice.Elements[Element.ActualProductionTime]), 0, TimeSpan.TicksPerMinute));
        Assert.Null(bench.Engine.CheckpointFault);
    }

    private static MachineTwin Oven(EngineBench bench) => bench.Engine.Runtime.Machines[SmallPlant.Alone].Machine.Twin;

    private static Sample Received(Sample sample, long receiveTicks) => sample with { ReceiveTicks = receiveTicks };

    private static MachineAsset WithCounter(MachineAsset machine) => machine with
    {
        Sensors = [.. machine.Sensors, machine.Sensors[^1] with { Id = $"{machine.Id}/energy", Unit = "kWh" }],
        Meters = [new EnergyMeter("energy", Carrier.Electricity, MeterKind.CumulativeKwh)],
    };
}
