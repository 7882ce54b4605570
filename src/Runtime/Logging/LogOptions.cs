namespace OrleansTwin.Runtime.Logging;

/// <summary>What the log looks like and how much it may say.</summary>
internal sealed record LogOptions
{
    public LogForm Form { get; init; } = LogForm.Text;

    /// <summary>Lines of one cause (an event about one thing, such as a broker) within a <see cref="Window"/>.</summary>
    public int LinesPerCauseMax { get; init; } = 10;

    /// <summary>After it, what was left out is told, and lines of the cause are written again.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Causes that are counted apart; further ones share a place for each event.</summary>
    public int CausesMax { get; init; } = 1000;

    /// <exception cref="FormatException">An option can't be used; says which, what was found and what was expected.</exception>
    public LogOptions Validate()
    {
        Range(nameof(LinesPerCauseMax), LinesPerCauseMax, 1, 1_000_000);
        Range(nameof(CausesMax), CausesMax, 1, 100_000);
        return Window >= TimeSpan.FromSeconds(1) && Window <= TimeSpan.FromHours(1)
            ? this
            : throw new FormatException($"Log:{nameof(Window)} is {Window}. Expected: one second to one hour. Correct it.");
    }

    private static void Range(string key, int found, int min, int max)
    {
        if (found < min || found > max)
            throw new FormatException($"Log:{key} is {found}. Expected: {min} to {max}. Correct it or leave it out.");
    }
}

internal enum LogForm
{
    /// <summary>A line for people.</summary>
    Text = 0,

    /// <summary>A JSON object a line, with the event's id, its values and the trace it belongs to.</summary>
    Json = 1,
}
