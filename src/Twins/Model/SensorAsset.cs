namespace OrleansTwin.Twins.Model;

public enum ValueKind : byte
{
    Number = 0,
    Text = 1,
    Boolean = 2,
}

/// <summary>What happens to a value outside the physical range.</summary>
public enum RangePolicy : byte
{
    /// <summary>Keep the value, mark it bad.</summary>
    Flag = 0,

    /// <summary>Move it to the nearest end of the range, mark it uncertain.</summary>
    Clamp = 1,
}

/// <summary>A control module that reports one value: where it comes from, what it means, and what is plausible.</summary>
public sealed record SensorAsset : Asset
{
    public ValueKind ValueKind { get; init; }

    /// <summary>Unit of the conditioned value as written in the file (<c>kW</c>, <c>degC</c>); empty for text.</summary>
    public string Unit { get; init; } = "";

    /// <summary>The tag that feeds this sensor (topic, or topic:key); null where only the file's tag rules map to it.</summary>
    public string? Tag { get; init; }

    public Conditioning Conditioning { get; init; } = new();

    public AlarmLimits? Limits { get; init; }

    /// <summary>Expected time between samples; zero where the sensor reports on change.</summary>
    public long SamplingTicks { get; init; }

    /// <summary>Older than this, the value is shown as stale; zero: never stale.</summary>
    public long StaleTicks { get; init; }

    public SignalSimulation? Simulation { get; init; }
}

/// <summary>
/// From what the source sent to the value in the sensor's unit: value = curve(raw · <see cref="Gain"/> + <see cref="Offset"/>),
/// then unit conversion from <see cref="SourceUnit"/>, then the range check.
/// </summary>
public sealed record Conditioning
{
    public double Gain { get; init; } = 1;

    public double Offset { get; init; }

    /// <summary>Points of a piecewise linear curve with rising x; empty: none. Outside, the end segments go on.</summary>
    public IReadOnlyList<CurvePoint> Curve { get; init; } = [];

    /// <summary>Unit that the source sends; null: the sensor's own.</summary>
    public string? SourceUnit { get; init; }

    public double RangeMin { get; init; } = double.NegativeInfinity;

    public double RangeMax { get; init; } = double.PositiveInfinity;

    public RangePolicy RangePolicy { get; init; }

    /// <summary>Changes smaller than this (in the sensor's unit) are not recorded; zero: all are.</summary>
    public double Deadband { get; init; }

    /// <summary>Added to the source's time stamps, for a source whose clock is known to be off.</summary>
    public long ClockOffsetTicks { get; init; }
}

public readonly record struct CurvePoint(double X, double Y);

/// <summary>
/// Alarm limits in the sensor's unit (ISA-18.2); null: none. A state is left when the value is back by
/// <paramref name="Hysteresis"/>.
/// </summary>
public sealed record AlarmLimits(
    double? LowLow = null,
    double? Low = null,
    double? High = null,
    double? HighHigh = null,
    double Hysteresis = 0,
    int Priority = 3);
