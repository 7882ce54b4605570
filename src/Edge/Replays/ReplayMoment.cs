using System.Globalization;

namespace OrleansTwin.Edge.Replays;

/// <summary>The moment to which a twin is replayed: a time, or the last batch of the journal that is known then.</summary>
internal readonly record struct ReplayMoment(long? AtTicks, long? Sequence)
{
    /// <summary>Reads <c>2026-11-21T14:05:30Z</c> (without a zone: UTC) or <c>#1234</c>.</summary>
    public static bool TryParse(string text, out ReplayMoment moment)
    {
        moment = default;
        if (text.StartsWith('#'))
        {
            var isNumber = long.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence);
            moment = new ReplayMoment(null, sequence);
            return isNumber;
        }

        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        var isTime = DateTime.TryParse(text, CultureInfo.InvariantCulture, Utc, out var at);
        moment = new ReplayMoment(at.Ticks, null);
        return isTime;
    }

    public override string ToString() => Sequence is { } sequence
        ? string.Create(CultureInfo.InvariantCulture, $"batch {sequence}")
        : Text(AtTicks ?? 0);

    public static string Text(long ticks) =>
        new DateTime(ticks, DateTimeKind.Utc).ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
