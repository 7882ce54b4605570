namespace OrleansTwin.Twins.Calendars;

/// <summary>A window of event time, [<paramref name="FromTicks"/>, <paramref name="ToTicks"/>) in UTC ticks.</summary>
public readonly record struct TimeWindow(long FromTicks, long ToTicks);
