using OrleansTwin.Twins.Elements;

namespace OrleansTwin.Twins.Model;

/// <summary>What a quantity signal counts. With Total and one of the others, the third is their difference.</summary>
public enum QuantityRole : byte
{
    /// <summary>All pieces (PQ), good until another signal says otherwise.</summary>
    Total = 0,
    Good = 1,
    Scrap = 2,
    Rework = 3,
}

public enum QuantityMode : byte
{
    /// <summary>A running count that may wrap or be reset.</summary>
    Counter = 0,

    /// <summary>Every sample with a value other than 0 is that many pieces.</summary>
    Pulse = 1,

    /// <summary>A change from 0 to another value is one cycle.</summary>
    RisingEdge = 2,

    /// <summary>
    /// Every sample is the result of one piece: a text (or number) that <see cref="QuantitySignal.Results"/> takes to a role.
    /// </summary>
    Result = 3,
}

/// <summary>
/// A sensor (local id) that counts pieces. <see cref="PiecesPerCount"/> is pieces per count or pulse. <see cref="WrapAt"/> is the
/// count at which the counter starts again at 0; 0: it never wraps, so a falling count is a reset. <see cref="IsCycle"/>: its
/// counts are machine cycles.
/// </summary>
public sealed record QuantitySignal(
    string Sensor, QuantityRole Role, QuantityMode Mode, long PiecesPerCount = 1, long WrapAt = 0, bool IsCycle = false)
{
    public IReadOnlyDictionary<string, QuantityRole> Results { get; init; } = new Dictionary<string, QuantityRole>();
}

public enum MeterKind : byte
{
    /// <summary>Power in kW, integrated by the trapezoid rule.</summary>
    PowerKw = 0,

    /// <summary>A running kWh count that may wrap.</summary>
    CumulativeKwh = 1,
}

/// <summary>
/// An energy meter (sensor local id). Two samples further apart than <paramref name="GapTicks"/> leave unmetered time between
/// them for a power meter; a cumulative meter's energy is spread evenly over the time between. <paramref name="WrapAtKwh"/> 0:
/// never wraps.
/// </summary>
public sealed record EnergyMeter(
    string Sensor, Carrier Carrier, MeterKind Kind, long GapTicks = 60 * TimeSpan.TicksPerSecond, double WrapAtKwh = 0);
