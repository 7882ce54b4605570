using OrleansTwin.Twins.Alarms;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Tests.Reading;

public sealed class SensorTests
{
    private static SensorAsset Read(string keys) => PlantText.Parse(PlantText.Sensor(keys)).Valid().Machines.Single().Sensors[0];

    [Fact]
    public void A_sensor_is_read_with_all_its_keys()
    {
        var sensor = Read(
            "name: Oil, unit: bar, sourceUnit: kPa, tag: 'a/b:c', "
            + "calibration: {gain: 2, offset: -1, curve: [[0, 0], [10, 9.5]]}, range: {min: 0, max: 400, policy: clamp}, "
            + "limits: {lowLow: 1, low: 2, high: 300, highHigh: 350, hysteresis: 3, priority: 1, "
            + "onDelay: 5s, offDelay: 1m, latching: true, suppressedIn: [Stopped, Aborted]}, "
            + "sampling: 250ms, stale: 5s, deadband: 0.1, clockOffset: -2s, "
            + "simulation: {shape: sine, mean: 5, period: 2m, faultAfter: 90m}");

        Assert.Equal(("Oil", "bar", "a/b:c"), (sensor.Name, sensor.Unit, sensor.Tag));
        Assert.Equal([new CurvePoint(0, 0), new CurvePoint(10, 9.5)], sensor.Conditioning.Curve);
        Assert.Equal(
            new Conditioning
            {
                Gain = 2, Offset = -1, Curve = sensor.Conditioning.Curve, SourceUnit = "kPa", RangeMin = 0, RangeMax = 400,
                RangePolicy = RangePolicy.Clamp, Deadband = 0.1, ClockOffsetTicks = -2 * TimeSpan.TicksPerSecond,
            },
            sensor.Conditioning);
        Assert.Equal(
            new AlarmLimits(1, 2, 300, 350, 3)
            {
                Rule = new AlarmRule
                {
                    Priority = 1, OnDelayTicks = 5 * TimeSpan.TicksPerSecond, OffDelayTicks = TimeSpan.TicksPerMinute,
                    IsLatching = true, SuppressedIn = PackMlSet.Of([PackMlState.Stopped, PackMlState.Aborted]),
                },
            },
            sensor.Limits);
        Assert.Equal((TimeSpan.TicksPerSecond / 4, 5 * TimeSpan.TicksPerSecond), (sensor.SamplingTicks, sensor.StaleTicks));
        Assert.Equal(
            new SignalSimulation { Shape = SignalShape.Sine, RateHz = 4, Mean = 5, PeriodS = 120, FaultAfterHours = 1.5 },
            sensor.Simulation);
    }

    [Theory]
    [InlineData("unit: bar", SensorRole.Measurement)]
    [InlineData("unit: bar, role: setpoint", SensorRole.Setpoint)]
    [InlineData("kind: text, role: tool", SensorRole.Tool)]
    public void A_sensor_measures_unless_its_role_says_otherwise(string keys, SensorRole expected) =>
        Assert.Equal(expected, Read(keys).Role);

    [Fact]
    public void A_number_without_a_unit_is_a_ratio_and_a_text_has_none()
    {
        Assert.Equal("1", Read("sampling: 1s").Unit);
        Assert.Equal("", Read("kind: text").Unit);
    }

    [Theory]
    [InlineData("unit: Kw", "s.unit: found \"Kw\"; expected a unit such as kW, degC, bar, mm/s; did you mean \"kW\"?")]
    [InlineData("unit: kW, sourceUnit: degC", "s.sourceUnit: found \"degC\"; expected a unit that converts to kW")]
    [InlineData("calibration: {gain: abc}", "s.calibration.gain: found \"abc\"; expected a number")]
    [InlineData("calibration: {gain: .nan}", "s.calibration.gain: found \".nan\"; expected a number")]
    [InlineData("calibration: {gain: 0}", "expected a number other than 0")]
    [InlineData(
        "calibration: {curve: [[0, 1], [0, 2]]}",
        "s.calibration.curve[1]: found \"0\"; expected an x above the one before it (0)")]
    [InlineData("calibration: {curve: [[0, 1]]}", "expected at least two points")]
    [InlineData("calibration: {curve: [[0, 1], [1]]}", "expected a point [x, y] of two numbers")]
    [InlineData("range: {min: 5, max: 5}", "s.range.max: found \"5\"; expected a number above min (5)")]
    [InlineData("limits: {low: 5, high: 4}", "s.limits.high: found \"4\"; expected a number above the limit before it (5)")]
    [InlineData("limits: {priority: 7}", "expected a whole number from 1 to 5")]
    [InlineData(
        "stale: 10",
        "s.stale: found \"10\"; expected a duration such as 250ms, 1.5s, 2m, 8h or 14d; for seconds write 10s")]
    [InlineData("stale: -1s", "s.stale: found \"-1s\"; expected a duration")]
    [InlineData("kind: txt", "s.kind: found \"txt\"; expected one of number, text, boolean; did you mean \"text\"?")]
    [InlineData("role: tol", "s.role: found \"tol\"; expected one of measurement, setpoint, tool; did you mean \"tool\"?")]
    [InlineData("role: setpoint, wear: {form: power, limit: 9, start: 1, startLogDeviation: 1, rate: 1, rateDeviation: 1, "
        + "logNoise: 1}", "s.wear: found a map; expected no wear beside role: setpoint")]
    [InlineData("kind: text, unit: kW", "s.unit: found \"kW\"; expected no unit beside kind: text")]
    [InlineData("tag: a/+/b", "s.tag: found \"a/+/b\"; expected a tag without wildcards")]
    [InlineData("tag: '{machin}/x'", "did you mean \"machine\"?")]
    [InlineData("tag: '{site}/x'", "l/m has no site above it; use {path}")]
    [InlineData("units: kW", "found the unknown key \"units\"; expected one of kind, unit,")]
    [InlineData("name: [a]", "s.name: found a list; expected text")]
    [InlineData("limits: high", "s.limits: found \"high\"; expected a map")]
    public void A_wrong_sensor_is_refused_with_what_was_expected(string keys, string expected) =>
        Assert.Contains(expected, PlantText.Parse(PlantText.Sensor(keys)).OnlyError(), StringComparison.Ordinal);

    [Fact]
    public void Two_sensors_with_one_tag_are_refused() =>
        Assert.Contains(
            "found the tag \"t\" for l/m/b too; expected a tag for each sensor; it feeds l/m/a",
            PlantText.Parse(PlantText.Machine("states: alwaysProducing\nsensors: {a: {tag: t}, b: {tag: t}}")).OnlyError(),
            StringComparison.Ordinal);

    [Fact]
    public void Limits_out_of_range_and_too_short_staleness_are_warnings()
    {
        var result = PlantText.Parse(PlantText.Sensor("range: {min: 0, max: 10}, limits: {high: 12}, sampling: 5s, stale: 1s"));
        Assert.True(result.IsValid);
        Assert.Equal(2, result.Warnings.Count);
        Assert.Contains("no plausible value reaches it", result.Warnings[0].ToString(), StringComparison.Ordinal);
        Assert.Contains("values are stale before the next can come", result.Warnings[1].ToString(), StringComparison.Ordinal);
    }
}
