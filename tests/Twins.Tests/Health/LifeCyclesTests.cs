using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Health.Rul;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Tests.Health;

/// <summary>Minutes of a machine become cycles of an hour of production, or of a hundred pieces.</summary>
public class LifeCyclesTests
{
    private const long Minute = Buckets.WidthTicks;

    [Fact]
    public void A_row_is_the_mean_of_the_steady_minutes_of_a_cycle_whose_length_is_production()
    {
        var cycles = Hourly();
        for (var minute = 0; minute < 100; minute++)
        {
            // Every other minute it stands for the half of it, and what it shows then is not of the cycle.
            var isSteady = minute % 2 == 0;
            var run = isSteady ? Minute : Minute / 2;
            cycles.Push(minute * Minute, run, run, isSteady ? [minute, double.NaN] : []);
        }

        // 80 minutes of the clock are an hour of production.
        Assert.Equal([39f, float.NaN], Assert.Single(cycles.Rows));
        Assert.Equal(45 * Minute, cycles.ToGo);
        Assert.Equal((1.0, 1.0), (cycles.RunHours, cycles.HoursOfCycle));
        Assert.Equal(100 * Minute, cycles.CursorTicks);
    }

    [Fact]
    public void Cycles_of_pieces_take_as_long_as_they_take_and_many_may_end_in_a_minute()
    {
        var cycles = new LifeCycles(1, 100);
        cycles.Begin(Minute);
        cycles.Push(Minute, 50, Minute, [1]);
        cycles.Push(2 * Minute, 0, Minute, [3]);
        cycles.Push(3 * Minute, 250, Minute, [5]);

        Assert.Equal([3f, 5f, 5f], cycles.Rows.Select(row => row[0]));
        Assert.Equal(100, cycles.ToGo);
        Assert.Equal(3 / 60.0, cycles.RunHours, 9);
    }

    [Fact]
    public void What_was_saved_in_the_middle_of_a_cycle_goes_on_to_the_same_rows()
    {
        var (whole, broken) = (Hourly(), Hourly());
        for (var minute = 0; minute < 200; minute++)
        {
            double[] means = [minute * 0.1, minute % 7 == 0 ? double.NaN : minute];
            whole.Push(minute * Minute, Minute, Minute, means);
            broken.Push(minute * Minute, Minute, Minute, means);
            broken = Again(broken);
        }

        Assert.Equal([2.95f, 8.95f, 14.95f], whole.Rows.Select(row => row[0]));
        Assert.Equal(whole.Rows.SelectMany(row => row), broken.Rows.SelectMany(row => row));
        Assert.Equal((whole.ToGo, whole.CursorTicks, whole.RunHours), (broken.ToGo, broken.CursorTicks, broken.RunHours));
    }

    [Fact]
    public void No_minute_is_taken_twice_and_a_new_life_has_no_cycles()
    {
        var cycles = Hourly();
        for (var minute = 0; minute < 70; minute++)
            cycles.Push(minute * Minute, Minute, Minute, [1, 1]);
        cycles.SkipTo(90 * Minute);
        Assert.Throws<ArgumentOutOfRangeException>(() => cycles.Push(89 * Minute, Minute, Minute, [1, 1]));

        cycles.Begin(100 * Minute);
        Assert.Empty(cycles.Rows);
        Assert.Equal((60 * Minute, 100 * Minute, 0.0), (cycles.ToGo, cycles.CursorTicks, cycles.HoursOfCycle));
    }

    [Fact]
    public void A_life_of_too_many_cycles_says_so_and_grows_no_further()
    {
        var cycles = new LifeCycles(1, 1);
        cycles.Push(0, 5_010, Minute, [1]);
        Assert.True(cycles.IsTooLong);
        Assert.Equal(5_000, Again(cycles, 1, 1).Rows.Count);
        Assert.Equal(1_000, new LifeCycles(1_000, 1).CyclesMax);
    }

    private static LifeCycles Hourly() => new(2, TimeSpan.TicksPerHour);

    private static LifeCycles Again(LifeCycles cycles, int columns = 2, long length = TimeSpan.TicksPerHour)
    {
        var writer = new StateWriter();
        cycles.Save(writer);
        var reader = new StateReader(writer.Written);
        var loaded = new LifeCycles(columns, length);
        loaded.Load(ref reader);
        reader.ReadEnd();
        return loaded;
    }
}
