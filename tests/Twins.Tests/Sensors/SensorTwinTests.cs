using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;
using OrleansTwin.Twins.Sensors;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Tests.Sensors;

public sealed class SensorTwinTests
{
    private static readonly long Start = new DateTime(2026, 3, 2, 6, 0, 0, DateTimeKind.Utc).Ticks;

    [Fact]
    public void The_latest_value_is_the_one_with_the_newest_source_time()
    {
        var twin = Sensor();
        Assert.True(twin.Apply(At(10, 5)).IsNewest);
        Assert.False(twin.Apply(At(9, 7)).IsNewest);

        Assert.Equal(5, twin.Latest?.Value);
    }

    [Fact]
    public void A_value_sent_twice_is_not_newer_than_itself()
    {
        var twin = Sensor();
        twin.Apply(At(10, 5));

        Assert.False(twin.Apply(At(10, 5) with { ReceiveTicks = Start + (99 * TimeSpan.TicksPerSecond) }).IsNewest);
    }

    [Fact]
    public void The_rate_of_change_is_per_second_between_good_values()
    {
        var twin = Sensor();
        twin.Apply(At(10, 5));
        twin.Apply(At(14, 7));

        Assert.Equal(0.5, twin.RatePerS);
    }

    [Fact]
    public void A_sample_from_a_clock_far_ahead_is_not_shown()
    {
        var twin = Sensor();
        twin.Apply(At(10, 5));
        var report = twin.Apply(At(600, 9) with { ReceiveTicks = Start + (11 * TimeSpan.TicksPerSecond) });

        Assert.False(report.IsPlausible);
        Assert.Equal(5, twin.Latest?.Value);
    }

    [Fact]
    public void Minute_statistics_are_the_same_in_any_order()
    {
        double[] values = [3.25, -1.5, 7, 0.1, 1e6, 2.7];
        var (forward, backward) = (Sensor(), Sensor());
        for (var i = 0; i < values.Length; i++)
        {
            forward.Apply(At(i, values[i]));
            backward.Apply(At(values.Length - 1 - i, values[^(i + 1)]));
        }

        Assert.Equal(forward.Present, backward.Present);
        Assert.Equal(values.Average(), forward.Present.Mean!.Value, 1e-6);
        var variance = values.Sum(value => Math.Pow(value - values.Average(), 2)) / (values.Length - 1);
        Assert.Equal(Math.Sqrt(variance), forward.Present.StandardDeviation!.Value, 1e-6 * Math.Sqrt(variance));
        Assert.Equal((-1.5, 1e6), (forward.Present.Min, forward.Present.Max));
    }

    [Fact]
    public void A_late_sample_counts_in_the_minute_it_falls_in_while_that_is_kept()
    {
        var twin = Sensor();
        twin.Apply(At(10, 1));
        twin.Apply(At(70, 2));
        twin.Apply(At(20, 3));

        Assert.Equal(2, twin.Previous.Count);
        Assert.Equal(2, twin.Previous.Mean);
        Assert.Equal(1, twin.Present.Count);
    }

    [Fact]
    public void A_limit_is_left_only_when_the_value_is_back_by_the_hysteresis()
    {
        var twin = Sensor(new AlarmLimits(High: 90, HighHigh: 100, Hysteresis: 2));

        Assert.Equal(LimitState.High, twin.Apply(At(1, 91)).Now);
        Assert.Equal(LimitState.High, twin.Apply(At(2, 89)).Now);
        Assert.Equal(LimitState.HighHigh, twin.Apply(At(3, 100)).Now);
        Assert.Equal(LimitState.HighHigh, twin.Apply(At(4, 98.5)).Now);
        Assert.Equal(LimitState.High, twin.Apply(At(5, 97)).Now);
        Assert.Equal(LimitState.Normal, twin.Apply(At(6, 87)).Now);
    }

    [Fact]
    public void Low_limits_mirror_high_ones()
    {
        var twin = Sensor(new AlarmLimits(LowLow: 1, Low: 2, Hysteresis: 0.5));

        Assert.Equal(LimitState.Low, twin.Apply(At(1, 2)).Now);
        Assert.Equal(LimitState.LowLow, twin.Apply(At(2, 0.9)).Now);
        Assert.Equal(LimitState.Low, twin.Apply(At(3, 1.6)).Now);
        Assert.Equal(LimitState.Normal, twin.Apply(At(4, 2.6)).Now);
    }

    [Fact]
    public void Bad_and_uncertain_values_raise_no_alarm_and_enter_no_statistics()
    {
        var twin = Sensor(new AlarmLimits(High: 90));
        twin.Apply(At(1, 500) with { Quality = Quality.Bad });
        twin.Apply(At(2, 500) with { Quality = Quality.Uncertain });

        Assert.Equal(LimitState.Normal, twin.LimitState);
        Assert.Equal(0, twin.Present.Count);
        Assert.Equal(Quality.Uncertain, twin.Latest?.Quality);
    }

    [Fact]
    public void A_quiet_sensor_is_stale()
    {
        var twin = Sensor();
        Assert.True(twin.IsStale(Start));
        twin.Apply(At(10, 5));

        Assert.False(twin.IsStale(Start + (20 * TimeSpan.TicksPerSecond)));
        Assert.True(twin.IsStale(Start + (20 * TimeSpan.TicksPerSecond) + 1));
    }

    [Fact]
    public void A_snapshot_restores_everything()
    {
        var twin = Sensor(new AlarmLimits(High: 4));
        twin.Apply(At(10, 3));
        twin.Apply(At(70, 5));
        var writer = new StateWriter();
        twin.Save(writer);
        var restored = Sensor(new AlarmLimits(High: 4));
        var reader = new StateReader(writer.Written);
        restored.Load(ref reader);
        reader.ReadEnd();

        Assert.Equal(twin.Latest, restored.Latest);
        Assert.Equal(twin.RatePerS, restored.RatePerS);
        Assert.Equal(twin.LimitState, restored.LimitState);
        Assert.Equal((twin.Present, twin.Previous), (restored.Present, restored.Previous));
    }

    private static Sample At(double seconds, double value) => new(Start + (long)(seconds * TimeSpan.TicksPerSecond), value);

    private static SensorTwin Sensor(AlarmLimits? limits = null) => new(new SensorAsset
    {
        Id = "acme/press/temperature",
        Name = "Temperature",
        Kind = AssetKind.Sensor,
        Limits = limits,
        StaleTicks = 10 * TimeSpan.TicksPerSecond,
    });
}
