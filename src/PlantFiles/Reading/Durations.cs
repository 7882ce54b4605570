using System.Buffers;
using System.Globalization;

namespace OrleansTwin.PlantFiles.Reading;

/// <summary>
/// Durations as people write them: <c>12s</c>, <c>1.5s</c>, <c>250ms</c>, <c>1h30m</c>, <c>14d</c>. Exact to 100 ns.
/// </summary>
internal static class Durations
{
    public const string Expected = "a duration such as 250ms, 1.5s, 2m, 8h or 14d";

    public const long LongestTicks = 36525L * TimeSpan.TicksPerDay;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    private static readonly (string Unit, long Ticks)[] Units =
    [
        ("ms", TimeSpan.TicksPerMillisecond), ("min", TimeSpan.TicksPerMinute), ("us", TimeSpan.TicksPerMicrosecond),
        ("s", TimeSpan.TicksPerSecond), ("m", TimeSpan.TicksPerMinute), ("h", TimeSpan.TicksPerHour), ("d", TimeSpan.TicksPerDay),
    ];

    /// <summary>Ticks of a duration; a leading minus is allowed (clock offsets).</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out long ticks)
    {
        ticks = 0;
        var isNegative = text.StartsWith("-");
        var rest = text[(isNegative ? 1 : 0)..].Trim();
        if (rest.IsEmpty)
            return false;
        decimal sum = 0;
        while (!rest.IsEmpty)
        {
            if (!TryStep(ref rest, out var step) || (sum += step) > LongestTicks)
                return false;
        }
        ticks = (long)decimal.Round(isNegative ? -sum : sum);
        return true;
    }

    private static bool TryStep(ref ReadOnlySpan<char> rest, out decimal ticks)
    {
        ticks = 0;
        var digits = rest.IndexOfAnyExcept(Digits);
        if (digits <= 0 || digits > 12
            || !decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
            return false;
        rest = rest[digits..].TrimStart();
        foreach (var (unit, unitTicks) in Units)
        {
            if (!rest.StartsWith(unit, StringComparison.Ordinal))
                continue;
            rest = rest[unit.Length..].TrimStart();
            ticks = amount * unitTicks;
            return true;
        }
        return false;
    }
}
