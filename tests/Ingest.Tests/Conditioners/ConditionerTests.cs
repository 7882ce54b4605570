using OrleansTwin.Ingest.Conditioners;
using OrleansTwin.Ingest.Decoding;
using OrleansTwin.Ingest.Rejects;
using OrleansTwin.Ingest.Sources;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;
using static OrleansTwin.Ingest.Tests.TestPlants;

namespace OrleansTwin.Ingest.Tests.Conditioners;

public sealed class ConditionerTests
{
    private static readonly ConditioningContext Context = new(NoonTicks, TimeSpan.TicksPerHour, 256, new TextPool());

    [Fact]
    public void Gain_offset_curve_and_unit_apply_in_this_order_and_the_raw_value_is_kept()
    {
        var sensor = Sensor("a") with
        {
            Unit = "kW",
            Conditioning = new Conditioning { Gain = 2, Offset = 10, Curve = [new(0, 0), new(100, 1000)], SourceUnit = "W" },
        };
        var sample = Taken(sensor, 20);
        Assert.Equal((0.5, 20.0), (sample.Value, sample.RawValue));
    }

    [Theory]
    [InlineData(-10, -100)]
    [InlineData(0, 0)]
    [InlineData(5, 50)]
    [InlineData(10, 100)]
    [InlineData(15, 125)]
    [InlineData(20, 150)]
    [InlineData(30, 200)]
    public void A_curve_is_linear_between_its_points_and_its_end_segments_go_on(double at, double expected) =>
        Assert.Equal(expected, Conditioner.Curve([0, 10, 20], [0, 100, 150], at), 12);

    [Theory]
    [InlineData(RangePolicy.Flag, 11, 11, Quality.Bad)]
    [InlineData(RangePolicy.Clamp, 11, 10, Quality.Uncertain)]
    [InlineData(RangePolicy.Clamp, -1, 0, Quality.Uncertain)]
    [InlineData(RangePolicy.Flag, 10, 10, Quality.Good)]
    [InlineData(RangePolicy.Clamp, 0, 0, Quality.Good)]
    public void Values_outside_the_range_are_flagged_or_clamped(RangePolicy policy, double raw, double value, Quality quality)
    {
        var sensor = Sensor("a") with { Conditioning = new Conditioning { RangeMin = 0, RangeMax = 10, RangePolicy = policy } };
        var sample = Taken(sensor, raw);
        Assert.Equal((value, raw, quality), (sample.Value, sample.RawValue, sample.Quality));
    }

    [Fact]
    public void The_sources_quality_is_never_made_better_by_the_range()
    {
        var sensor = Sensor("a") with { Conditioning = new Conditioning { RangeMax = 10, RangePolicy = RangePolicy.Clamp } };
        var raw = new RawValue { Number = 11, SourceTicks = NoonTicks, Quality = Quality.Bad };
        Assert.Equal((RejectReason.None, Quality.Bad), (Condition(sensor, raw, out var sample), sample.Quality));
    }

    [Fact]
    public void A_clock_that_is_off_is_corrected_but_receive_time_is_not()
    {
        var sensor = Sensor("a") with { Conditioning = new Conditioning { ClockOffsetTicks = -2 * TimeSpan.TicksPerHour } };
        var ahead = new RawValue { Number = 1, SourceTicks = NoonTicks + (2 * TimeSpan.TicksPerHour) };
        Assert.Equal(RejectReason.None, Condition(sensor, ahead, out var corrected));
        Assert.Equal(NoonTicks, corrected.SourceTicks);
        Assert.Equal(
            RejectReason.None, Condition(sensor, new RawValue { Number = 1, SourceTicks = RawSample.NoTime }, out var untimed));
        Assert.Equal(NoonTicks, untimed.SourceTicks);
    }

    [Fact]
    public void Times_before_1970_and_too_far_ahead_are_refused_and_the_limits_themselves_are_not()
    {
        Assert.Equal(RejectReason.None, AtTime(DateTime.UnixEpoch.Ticks));
        Assert.Equal(RejectReason.Before1970, AtTime(DateTime.UnixEpoch.Ticks - 1));
        Assert.Equal(RejectReason.Before1970, AtTime(0));
        Assert.Equal(RejectReason.None, AtTime(NoonTicks + TimeSpan.TicksPerHour));
        Assert.Equal(RejectReason.InTheFuture, AtTime(NoonTicks + TimeSpan.TicksPerHour + 1));
        Assert.Equal(RejectReason.InTheFuture, AtTime(long.MaxValue));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Numbers_that_are_not_finite_are_refused_for_every_kind(double number)
    {
        var raw = new RawValue { Number = number, SourceTicks = NoonTicks };
        foreach (var kind in Enum.GetValues<ValueKind>())
            Assert.Equal(RejectReason.NotFinite, Condition(Sensor("a", kind: kind), raw, out _));
    }

    [Fact]
    public void A_calibration_that_overflows_is_refused()
    {
        var sensor = Sensor("a") with { Conditioning = new Conditioning { Gain = 1e300 } };
        Assert.Equal(RejectReason.NotFinite, Condition(sensor, new RawValue { Number = 1e300, SourceTicks = NoonTicks }, out _));
    }

    [Theory]
    [InlineData("12.5", 12.5, RejectReason.None)]
    [InlineData("NaN", 0, RejectReason.NotFinite)]
    [InlineData("RUN", 0, RejectReason.WrongType)]
    [InlineData("", 0, RejectReason.WrongType)]
    public void A_text_for_a_number_sensor_is_taken_only_if_it_is_a_number(string text, double value, RejectReason reason)
    {
        foreach (var raw in TextForms(text))
        {
            Assert.Equal(reason, Condition(Sensor("a"), raw(), out var sample));
            Assert.Equal(value, sample.Value);
        }
    }

    [Theory]
    [InlineData("TRUE", 1, RejectReason.None)]
    [InlineData("off", 0, RejectReason.None)]
    [InlineData("2", 1, RejectReason.None)]
    [InlineData("perhaps so", 0, RejectReason.WrongType)]
    public void A_boolean_sensor_is_0_or_1(string text, double value, RejectReason reason)
    {
        foreach (var raw in TextForms(text))
        {
            Assert.Equal(reason, Condition(Sensor("a", kind: ValueKind.Boolean), raw(), out var sample));
            Assert.Equal(value, sample.Value);
        }
    }

    [Fact]
    public void A_number_for_a_text_sensor_is_its_invariant_text()
    {
        var sensor = Sensor("a", kind: ValueKind.Text);
        Assert.Equal(RejectReason.None, Condition(sensor, new RawValue { Number = 6, SourceTicks = NoonTicks }, out var six));
        Assert.Equal(RejectReason.None, Condition(sensor, new RawValue { Number = -0.5, SourceTicks = NoonTicks }, out var half));
        Assert.Equal(("6", "-0.5", 0.0), (six.Text, half.Text, six.Value));
    }

    [Fact]
    public void Within_the_deadband_values_are_left_out_by_the_last_one_recorded_and_a_new_quality_never_is()
    {
        var deadband = new Deadband();
        double[] values = [1, 1.4, 0.6, 1.5, 1.6, 2];
        Assert.Equal([1, 1.5, 2], values.Where(value => !deadband.LeavesOut(1, 0.5, new Sample(0, value))));
        Assert.False(deadband.LeavesOut(1, 0.5, new Sample(0, 2, Quality.Bad)));
        Assert.False(deadband.LeavesOut(2, 0.5, new Sample(0, 2)));
    }

    private delegate RawValue MakeValue();

    private static IEnumerable<MakeValue> TextForms(string text) =>
    [
        () => new RawValue { Kind = RawKind.Text, Text = text, SourceTicks = NoonTicks },
        () => new RawValue { Kind = RawKind.Text, Utf8 = System.Text.Encoding.UTF8.GetBytes(text), SourceTicks = NoonTicks },
    ];

    private static RejectReason AtTime(long ticks) =>
        Condition(Sensor("a"), new RawValue { Number = 1, SourceTicks = ticks }, out _);

    private static Sample Taken(SensorAsset sensor, double number)
    {
        Assert.Equal(
            RejectReason.None, Condition(sensor, new RawValue { Number = number, SourceTicks = NoonTicks }, out var sample));
        return sample;
    }

    private static RejectReason Condition(SensorAsset sensor, in RawValue raw, out Sample sample)
    {
        var plan = Map(sensor).FindSensor(sensor.Id)!.Value.Conditioning;
        return Conditioner.Condition(plan, raw, Context, out sample, out _);
    }
}
