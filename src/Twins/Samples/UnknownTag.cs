using OrleansTwin.Twins.Model;

namespace OrleansTwin.Twins.Samples;

/// <summary>
/// A tag that arrives and that no sensor has: what it looks like, so that somebody can adopt it. Times are UTC ticks of receipt;
/// <paramref name="LastValue"/> is the last value as text.
/// </summary>
public sealed record UnknownTag(
    string Tag, string Source, long FirstSeenTicks, long LastSeenTicks, long Count, string LastValue, ValueKind KindGuess);

/// <summary>What became of an unknown tag; <paramref name="Now"/> null: it was adopted, or gave way to others.</summary>
public readonly record struct UnknownTagChange(string Tag, UnknownTag? Now);
