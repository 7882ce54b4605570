using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace OrleansTwin.Api.Queries;

/// <summary>
/// A time in a query: ISO 8601 with an offset or Z. A time without an offset is refused rather than read in the server's zone; a
/// space where a plus sign was lost in the URL is read as the plus sign.
/// </summary>
public readonly record struct UtcTime(DateTimeOffset Value) : IParsable<UtcTime>
{
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    ];

    public static UtcTime Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var time) ? time : throw new FormatException($"'{s}' is no ISO 8601 time with an offset.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out UtcTime result)
    {
        result = default;
        if (s is not { Length: > 16 and < 64 })
            return false;
        var text = s[^6] == ' ' ? string.Concat(s.AsSpan(0, s.Length - 6), "+", s.AsSpan(s.Length - 5)) : s;
        if (!HasOffset(text) || !DateTimeOffset.TryParseExact(
            text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time))
        {
            return false;
        }

        result = new UtcTime(time);
        return true;
    }

    private static bool HasOffset(string text) => text[^1] is 'Z' or 'z' || text[^6] is '+' or '-';
}
