using System.Globalization;
using OrleansTwin.PlantFiles.Yaml;
using OrleansTwin.Twins.Alarms;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Reading;

/// <summary>From raw to plausible: calibration, source unit, range, deadband, and the limits that raise alarms.</summary>
internal static class ConditioningReader
{
    private static readonly string[] LimitKeys = ["lowLow", "low", "high", "highHigh"];

    public static Conditioning Read(MapReader sensor)
    {
        var calibration = sensor.Inner("calibration", KeySets.Calibration);
        var range = sensor.Inner("range", KeySets.Range);
        var read = new Conditioning
        {
            Gain = calibration?.Number("gain", 1) ?? 1,
            Offset = calibration?.Number("offset", 0) ?? 0,
            Curve = calibration is null ? [] : Curve(calibration),
            SourceUnit = SourceUnit(sensor),
            RangeMin = range?.Number("min", double.NegativeInfinity) ?? double.NegativeInfinity,
            RangeMax = range?.Number("max", double.PositiveInfinity) ?? double.PositiveInfinity,
            RangePolicy = range?.Word("policy", Vocabulary.RangePolicies, RangePolicy.Flag) ?? RangePolicy.Flag,
            Deadband = sensor.Number("deadband", 0, 0),
            ClockOffsetTicks = sensor.Duration("clockOffset", 0, mayBeNegative: true),
        };
        if (read.Gain == 0)
            calibration?.Error("gain", "a number other than 0");
        if (read.RangeMin >= read.RangeMax)
            range?.Error("max", string.Create(CultureInfo.InvariantCulture, $"a number above min ({read.RangeMin})"));
        return read;
    }

    public static AlarmLimits? Limits(MapReader sensor, Conditioning range)
    {
        if (sensor.Inner("limits", KeySets.Limits) is not { } reader)
            return null;
        double? before = null;
        foreach (var key in LimitKeys)
        {
            if (reader.Number(key) is not { } limit)
                continue;
            if (limit <= before)
                reader.Error(key, string.Create(CultureInfo.InvariantCulture, $"a number above the limit before it ({before})"),
                    "limits rise in the order lowLow, low, high, highHigh");
            before = limit;
            if (range.RangeMin < range.RangeMax && (limit < range.RangeMin || limit > range.RangeMax))
                reader.Warning(key, "a limit within range", "no plausible value reaches it");
        }
        return new AlarmLimits(
            reader.Number("lowLow"), reader.Number("low"), reader.Number("high"), reader.Number("highHigh"),
            reader.Number("hysteresis", 0, 0)) { Rule = Rule(reader) };
    }

    private static AlarmRule Rule(MapReader limits) => new()
    {
        Priority = (int)limits.Whole("priority", AlarmRule.Default.Priority, AlarmRule.PriorityMin, AlarmRule.PriorityMax),
        OnDelayTicks = limits.Duration("onDelay", 0),
        OffDelayTicks = limits.Duration("offDelay", 0),
        IsLatching = limits.Flag("latching"),
        SuppressedIn = PackMlSet.Of(limits.WordList("suppressedIn", Vocabulary.States)),
    };

    private static string? SourceUnit(MapReader sensor)
    {
        var source = SensorReader.UnitOf(sensor, "sourceUnit");
        var unit = sensor.Text("unit") ?? "1";
        if (source is not null && Units.IsKnown(source) && Units.IsKnown(unit) && !Units.TryConversion(source, unit, out _))
            sensor.Error("sourceUnit", $"a unit that converts to {unit}", "another quantity needs calibration: {gain: …}");
        return source;
    }

    private static List<CurvePoint> Curve(MapReader calibration)
    {
        var points = new List<CurvePoint>();
        if (!calibration.Has("curve"))
            return points;
        foreach (var (node, place) in calibration.Items("curve"))
        {
            if (node is not ListNode { Items: [TextNode first, TextNode second] }
                || !Scalars.TryNumber(first.Text, out var x) || !Scalars.TryNumber(second.Text, out var y))
                calibration.Findings.Error(node, place, node.Found, "a point [x, y] of two numbers");
            else if (points.Count > 0 && x <= points[^1].X)
                calibration.Findings.Error(
                    first,
                    place,
                    first.Found,
                    string.Create(CultureInfo.InvariantCulture, $"an x above the one before it ({points[^1].X})"));
            else
                points.Add(new CurvePoint(x, y));
        }
        if (calibration.Node("curve") is not ListNode { Items.Count: > 1 })
            calibration.Error("curve", "at least two points");
        return points;
    }
}
