namespace OrleansTwin.Store.Archive;

/// <summary>How far back a twin can be replayed (ADR 8), and what that may cost.</summary>
public sealed record ArchiveOptions
{
    /// <summary>How long what the journal truncates is kept; zero: not at all, and nothing can be replayed.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(2);

    /// <summary>Bytes of the archive beyond which its oldest stretch goes before its time.</summary>
    public long BytesMax { get; init; } = 2L << 30;

    /// <summary>
    /// Time between two milestones, from which replays begin: a shorter one makes replays shorter and the archive larger.
    /// </summary>
    public TimeSpan MilestonePeriod { get; init; } = TimeSpan.FromMinutes(15);

    public bool IsOn => Retention > TimeSpan.Zero;

    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public void Check()
    {
        Demand(Retention >= TimeSpan.Zero, nameof(Retention), Retention, "a time, or 0 for no archive");
        Demand(BytesMax > 0, nameof(BytesMax), BytesMax, "a size in bytes; a retention of 0 turns the archive off");
        Demand(MilestonePeriod > TimeSpan.Zero, nameof(MilestonePeriod), MilestonePeriod, "a time above 0");
    }

    private static void Demand(bool isMet, string key, object found, string expected)
    {
        if (!isMet)
            throw new ArgumentException($"The archive's {key} is {found}; expected {expected}.");
    }
}
