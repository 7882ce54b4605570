namespace OrleansTwin.Twins.Machines;

/// <summary>
/// What a stretch of a machine's time counts as. Each class adds to one time element; the six big losses and the colours of a
/// timeline follow from it.
/// </summary>
public enum TimeClass : byte
{
    /// <summary>Outside planned operation, and not producing.</summary>
    Off = 0,

    /// <summary>Planned down time inside the shift.</summary>
    PlannedStop = 1,
    Producing = 2,
    Setup = 3,

    /// <summary>An own interruption that has not (yet) outlasted the micro-stop threshold.</summary>
    MinorStop = 4,
    Starved = 5,
    Blocked = 6,

    /// <summary>Suspended by its surroundings, cause not known (yet).</summary>
    Waiting = 7,
    Breakdown = 8,
    Unmeasured = 9,
}
