namespace OrleansTwin.Ingest.Decoding;

/// <summary>
/// ISO 8601 date and time in UTF-8: <c>2026-11-21T20:40:13.123456789+01:00</c>. A blank may stand for T, seconds and fraction
/// may be absent (digits beyond 100 ns are cut off), a time without zone is UTC.
/// </summary>
public static class Iso8601
{
    public static bool TryParse(ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        if (text is not [_, _, _, _, (byte)'-', _, _, (byte)'-', _, _, var middle, _, _, (byte)':', _, _, ..]
            || middle is not ((byte)'T' or (byte)'t' or (byte)' '))
            return false;
        if (!Digits(text[..4], out var year) || !Digits(text[5..7], out var month) || !Digits(text[8..10], out var day)
            || !Digits(text[11..13], out var hour) || !Digits(text[14..16], out var minute))
            return false;
        var rest = text[16..];
        if (!Seconds(ref rest, out var second, out var fractionTicks) || !Zone(rest, out var offsetMinutes))
            return false;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59)
            return false;
        ticks = new DateTime(year, month, day, hour, minute, 0, DateTimeKind.Utc).Ticks
            + (second * TimeSpan.TicksPerSecond) + fractionTicks - (offsetMinutes * TimeSpan.TicksPerMinute);
        return true;
    }

    // A leap second (60) becomes the first second of the next minute.
    private static bool Seconds(ref ReadOnlySpan<byte> rest, out int second, out long fractionTicks)
    {
        (second, fractionTicks) = (0, 0);
        if (rest is not [(byte)':', _, _, ..])
            return true;
        if (!Digits(rest[1..3], out second) || second > 60)
            return false;
        rest = rest[3..];
        if (rest is not [(byte)'.' or (byte)',', ..])
            return true;
        rest = rest[1..];
        var length = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9') is >= 0 and var end ? end : rest.Length;
        for (var i = 0; i < 7; i++)
            fractionTicks = (fractionTicks * 10) + (i < length ? rest[i] - '0' : 0);
        rest = rest[length..];
        return length > 0;
    }

    private static bool Zone(ReadOnlySpan<byte> rest, out int offsetMinutes)
    {
        offsetMinutes = 0;
        if (rest.IsEmpty || rest is [(byte)'Z' or (byte)'z'])
            return true;
        if (rest[0] is not ((byte)'+' or (byte)'-') || rest.Length < 3 || !Digits(rest[1..3], out var hours))
            return false;
        var tail = rest is [_, _, _, (byte)':', ..] ? rest[4..] : rest[3..];
        var minutes = 0;
        if (rest.Length > 3 && (tail.Length != 2 || !Digits(tail, out minutes)))
            return false;
        offsetMinutes = ((hours * 60) + minutes) * (rest[0] == '-' ? -1 : 1);
        return hours <= 18 && minutes <= 59;
    }

    private static bool Digits(ReadOnlySpan<byte> text, out int number)
    {
        number = 0;
        foreach (var digit in text)
        {
            if (!char.IsAsciiDigit((char)digit))
                return false;
            number = (number * 10) + (digit - '0');
        }
        return !text.IsEmpty && text.Length <= 4;
    }
}
