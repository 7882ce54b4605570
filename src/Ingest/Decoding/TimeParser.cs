using System.Buffers.Text;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Ingest.Decoding;

/// <summary>Source times in UTF-8 to UTC ticks. Numbers are read as decimals: a double would round ticks away.</summary>
public static class TimeParser
{
    public static bool TryParse(ReadOnlySpan<byte> text, TimeFormat format, out long ticks)
    {
        text = text.Trim(" \t\r\n"u8);
        if (format == TimeFormat.Iso8601)
            return Iso8601.TryParse(text, out ticks);
        if (TryNumber(text, out var number))
            return TryUnix(number, format, out ticks);
        ticks = 0;
        return format == TimeFormat.Auto && Iso8601.TryParse(text, out ticks);
    }

    private static bool TryNumber(ReadOnlySpan<byte> text, out decimal number)
    {
        if (Utf8Parser.TryParse(text, out number, out var used) && used == text.Length)
            return true;
        return Utf8Parser.TryParse(text, out number, out used, 'E') && used == text.Length;
    }

    private static bool TryUnix(decimal number, TimeFormat format, out long ticks)
    {
        var ticksPerUnit = format switch
        {
            TimeFormat.UnixSeconds => 10_000_000m,
            TimeFormat.UnixMilliseconds => 10_000m,
            TimeFormat.UnixMicroseconds => 10m,
            TimeFormat.UnixNanoseconds => 0.01m,
            _ => PerUnitBySize(Math.Abs(number)),
        };
        // Far outside the calendar: the caller refuses it as past or future, whichever it is.
        var limit = DateTime.MaxValue.Ticks / ticksPerUnit;
        number = Math.Clamp(number, -limit, limit);
        ticks = DateTime.UnixEpoch.Ticks + (long)decimal.Floor(number * ticksPerUnit);
        return true;
    }

    // Seconds until the year 5138, milliseconds from 1973 on, and so forth.
    private static decimal PerUnitBySize(decimal size) =>
        size switch
        {
            < 1e11m => 10_000_000m,
            < 1e14m => 10_000m,
            < 1e17m => 10m,
            _ => 0.01m,
        };
}
