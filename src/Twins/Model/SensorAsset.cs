using OrleansTwin.Twins.Alarms;
using OrleansTwin.Twins.Maintenance.Degradation;

namespace OrleansTwin.Twins.Model;

public enum ValueKind : byte
{
    Number = 0,
    Text = 1,
    Boolean = 2,
}

/// <summary>Whether a sensor's values are measured or chosen by somebody.</summary>
public enum SensorRole : byte
{
    Measurement = 0,

    /// <summary>What a value is to be: a pressure, a speed, a recipe.</summary>
    Setpoint = 1,

    /// <summary>The tool in use, by number or name.</summary>
    Tool = 2,
}

/// <summary>What happens to a value outside the physical range.</summary>
public enum RangePolicy : byte
{
    /// <summary>Keep the value, mark it bad.</summary>
    Flag = 0,

    /// <summary>Move it to the nearest end of the range, mark it uncertain.</summary>
    Clamp = 1,
}

/// <summary>
/// A control module that reports one value: where it comes from, what it means, and what is plausible. What sensors of one kind
/// have in common they share when one is made of another by <c>with</c>: a plant has many machines of few types.
/// </summary>
public sealed record SensorAsset : Asset
{
    private SensorTraits _traits = SensorTraits.None;

    public ValueKind ValueKind
    {
        get => _traits.ValueKind;
        init => _traits = _traits with { ValueKind = value };
    }

    public SensorRole Role
    {
        get => _traits.Role;
        init => _traits = _traits with { Role = value };
    }

    /// <summary>Unit of the conditioned value as written in the file (<c>kW</c>, <c>degC</c>); empty for text.</summary>
    public string Unit
    {
        get => _traits.Unit;
        init => _traits = _traits with { Unit = value };
    }

    /// <summary>The tag that feeds this sensor (topic, or topic:key); null where only the file's tag rules map to it.</summary>
    public string? Tag { get; init; }

    public Conditioning Conditioning
    {
        get => _traits.Conditioning;
        init => _traits = _traits with { Conditioning = value };
    }

    public AlarmLimits? Limits
    {
        get => _traits.Limits;
        init => _traits = _traits with { Limits = value };
    }

    /// <summary>Expected time between samples; zero where the sensor reports on change.</summary>
    public long SamplingTicks
    {
        get => _traits.SamplingTicks;
        init => _traits = _traits with { SamplingTicks = value };
    }

    /// <summary>Older than this, the value is shown as stale; zero: never stale.</summary>
    public long StaleTicks
    {
        get => _traits.StaleTicks;
        init => _traits = _traits with { StaleTicks = value };
    }

    /// <summary>How it shows its machine's wear; null: it shows none.</summary>
    public SensorWear? Wear
    {
        get => _traits.Wear;
        init => _traits = _traits with { Wear = value };
    }

    public SignalSimulation? Simulation
    {
        get => _traits.Simulation;
        init => _traits = _traits with { Simulation = value };
    }
}

/// <summary>What sensors of one kind have in common.</summary>
internal sealed record SensorTraits(
    ValueKind ValueKind,
    SensorRole Role,
    string Unit,
    Conditioning Conditioning,
    AlarmLimits? Limits,
    long SamplingTicks,
    long StaleTicks,
    SensorWear? Wear,
    SignalSimulation? Simulation)
{
    public static readonly SensorTraits None = new(
        ValueKind.Number, SensorRole.Measurement, "", new Conditioning(), null, 0, 0, null, null);
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
    double Hysteresis = 0)
{
    /// <summary>How the alarm behaves that the limits raise.</summary>
    public AlarmRule Rule { get; init; } = AlarmRule.Default;
}

/// <summary>
/// How a sensor shows wear: what is believed of its path before it is watched, and how often it is read.
/// </summary>
/// <param name="Path">From the maker, a rig or experience.</param>
/// <param name="EveryTicks">So much steady production is one reading: the mean of its minutes.</param>
/// <param name="TaskId">The maintenance task after which wear begins anew; null: the machine's first.</param>
public sealed record SensorWear(PathPrior Path, long EveryTicks, string? TaskId);
