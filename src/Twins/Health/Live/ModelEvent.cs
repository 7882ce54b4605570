namespace OrleansTwin.Twins.Health.Live;

/// <summary>What became of a model of what is normal.</summary>
public enum ModelEventKind : byte
{
    /// <summary>It held on minutes that it was not learned from, and went live.</summary>
    Learned = 0,

    /// <summary>It did not hold there: more is learned.</summary>
    Refused = 1,

    /// <summary>It sees what it was not learned from, or is beyond its limit more often than it states.</summary>
    Flagged = 2,

    /// <summary>Its limit was set anew.</summary>
    Recalibrated = 3,

    /// <summary>What it took for strange was no fault, and is normal from then on.</summary>
    Taught = 4,

    /// <summary>It can't be believed any more: what is normal is learned anew.</summary>
    Withdrawn = 5,

    /// <summary>Somebody said that the machine is healthy as it is: what is normal is learned anew.</summary>
    Forgotten = 6,
}

/// <summary>Something became of a model.</summary>
/// <param name="Version">Of the model that it left.</param>
/// <param name="Kind">What became of it.</param>
/// <param name="AtTicks">When, by the machine's minutes.</param>
/// <param name="Why">With the figures that led to it.</param>
public readonly record struct ModelEvent(int Version, ModelEventKind Kind, long AtTicks, string Why);
