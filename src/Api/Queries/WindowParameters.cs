using System.Globalization;
using Microsoft.AspNetCore.Http;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Problems;

namespace OrleansTwin.Api.Queries;

/// <summary>
/// Reads <c>from</c>, <c>to</c> and <c>window</c>: either the first two, or the last, or none for the present shift.
/// </summary>
internal static class WindowParameters
{
    private const string Expected =
        "from (and to) as times, or window as one of shift, previousShift, day, previousDay, week, previousWeek, or a stretch "
        + "up to now such as 90s, 30m, 8h, 7d.";

    private static readonly DateTimeOffset Earliest = DateTimeOffset.UnixEpoch;

    public static TimeWindow Read(UtcTime? from, UtcTime? to, string? window, ApiOptions options)
    {
        if (window is not null && (from ?? to) is not null)
            throw Bad("The question names a window and from or to as well.", "Leave one of them out.");
        if (window is not null)
            return Named(window, options);
        if ((from ?? to) is null)
            return new TimeWindow(null, null, NamedWindow.Shift, null);
        return FromTo(from, to, options);
    }

    /// <summary>A window in ticks; what is not told of it makes it the last day, or the day up to its end.</summary>
    public static (long FromTicks, long ToTicks) LastDayUnless(
        UtcTime? from, UtcTime? to, ApiOptions options, TimeProvider time)
    {
        var end = to?.Value ?? time.GetUtcNow();
        var window = FromTo(from ?? new UtcTime(end - TimeSpan.FromDays(1)), new UtcTime(end), options);
        return (window.From!.Value.UtcTicks, end.UtcTicks);
    }

    private static TimeWindow FromTo(UtcTime? from, UtcTime? to, ApiOptions options)
    {
        if (from is not { Value: var start })
            throw Bad("The question has a 'to' without a 'from'.", "Add from.");
        if (start < Earliest)
            throw Bad($"from is {start:O}, before 1970.", "Choose a later time.");
        if (to is { Value: var end } && end <= start)
            throw Bad($"to ({end:O}) is not after from ({start:O}).", "Exchange them or choose a later end.");
        if (to is { Value: var last } && last - start > options.WindowMax)
            throw TooLong(last - start, options);
        return new TimeWindow(start, to?.Value, null, null);
    }

    private static TimeWindow Named(string window, ApiOptions options)
    {
        if (Word<NamedWindow>.TryParse(window, null, out var named))
            return new TimeWindow(null, null, named.Value, null);
        if (Stretch(window) is not { } last)
            throw Bad($"window is '{Shown(window)}'.", "Write one of these.");
        return last <= options.WindowMax ? new TimeWindow(null, null, null, last) : throw TooLong(last, options);
    }

    /// <summary>A length such as 90s, 30m, 8h, 7d or 2w; null: it is none.</summary>
    public static TimeSpan? Stretch(string text)
    {
        if (text is not { Length: > 1 and < 9 }
            || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            || count == 0)
        {
            return null;
        }

        var unitS = text[^1] switch { 's' => 1L, 'm' => 60L, 'h' => 3600L, 'd' => 86_400L, 'w' => 604_800L, _ => 0L };
        return unitS == 0 ? null : TimeSpan.FromSeconds(count * unitS);
    }

    private static string Shown(string text) => text.Length <= 40 ? text : text[..40] + "...";

    private static ProblemException TooLong(TimeSpan found, ApiOptions options) =>
        new(
            StatusCodes.Status400BadRequest,
            $"The window is {found.TotalDays:0.#} days long.",
            $"At most {options.WindowMax.TotalDays:0.#} days (Api:WindowMax).",
            "Ask for less, in several questions.");

    private static ProblemException Bad(string found, string remedy) =>
        new(StatusCodes.Status400BadRequest, found, Expected, remedy);
}
