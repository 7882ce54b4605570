using OrleansTwin.Twins.Model;

namespace OrleansTwin.Ingest.Conditioners;

/// <summary>A sensor's <see cref="Conditioning"/> with its kind of value and unit conversion, ready to apply.</summary>
public sealed class ConditioningPlan
{
    public ConditioningPlan(Conditioning rules, ValueKind kind, LinearConversion units)
    {
        (Rules, Kind, Units) = (rules, kind, units);
        CurveX = [.. rules.Curve.Select(point => point.X)];
        CurveY = [.. rules.Curve.Select(point => point.Y)];
    }

    public Conditioning Rules { get; }

    public ValueKind Kind { get; }

    public LinearConversion Units { get; }

    internal double[] CurveX { get; }

    internal double[] CurveY { get; }
}
