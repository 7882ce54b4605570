namespace OrleansTwin.Api.Hosting;

/// <summary>
/// Windows by the calendar of the twin that is asked about (UTC days and weeks where it has none); they end now where they are
/// not over.
/// </summary>
public enum NamedWindow
{
    /// <summary>The present shift; outside any shift the one before.</summary>
    Shift = 0,
    PreviousShift = 1,

    /// <summary>Since local midnight.</summary>
    Day = 2,
    PreviousDay = 3,

    /// <summary>Since local midnight of Monday.</summary>
    Week = 4,
    PreviousWeek = 5,
}

/// <summary>
/// What was asked for; exactly one form: from–to (a missing end is now), a named window, or the <paramref name="Last"/> stretch
/// up to now.
/// </summary>
public sealed record TimeWindow(DateTimeOffset? From, DateTimeOffset? To, NamedWindow? Named, TimeSpan? Last);

/// <summary>
/// What was answered: whole minutes where KPIs are concerned. <paramref name="Name"/>: of the shift or window, where it has one.
/// </summary>
public sealed record EffectiveWindow(DateTimeOffset From, DateTimeOffset To, string? Name);
