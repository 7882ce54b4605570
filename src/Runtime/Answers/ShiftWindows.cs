using OrleansTwin.Api.Hosting;
using OrleansTwin.Twins.Calendars;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Model;
using AskedWindow = OrleansTwin.Api.Hosting.TimeWindow;
using NamedWindows = OrleansTwin.Twins.Calendars.Windows;

namespace OrleansTwin.Runtime.Answers;

/// <summary>A window of event time with the name of the shift or stretch it is.</summary>
internal readonly record struct NamedSpan(long FromTicks, long ToTicks, string? Name)
{
    public EffectiveWindow ToWindow() => new(Times.Of(FromTicks), Times.Of(ToTicks), Name);

    /// <summary>Widened to whole minutes, in which elements are kept.</summary>
    public NamedSpan ToMinutes() => this with
    {
        FromTicks = Buckets.StartOf(FromTicks),
        ToTicks = Buckets.StartOf(ToTicks + Buckets.WidthTicks - 1),
    };
}

/// <summary>From a window as it was asked for to ticks, by the calendar of the twin that is asked about.</summary>
internal static class ShiftWindows
{
    /// <summary>
    /// A twin's calendar. What lies above the lines often has none of its own: then the one of the first machine below speaks for
    /// it.
    /// </summary>
    public static ShiftCalendar? CalendarOf(Asset asset) =>
        asset.Calendar ?? (asset as CompositeAsset)?.Children.Select(CalendarOf).FirstOrDefault(calendar => calendar is not null);

    public static NamedSpan Resolve(AskedWindow asked, Asset asset, long nowTicks)
    {
        var calendar = CalendarOf(asset);
        if (asked.Last is { } last)
            return new NamedSpan(nowTicks - last.Ticks, nowTicks, null);
        if (asked.Named is { } named)
            return Named(named, calendar, nowTicks);
        var to = asked.To?.UtcTicks ?? nowTicks;
        return new NamedSpan(asked.From?.UtcTicks ?? (to - TimeSpan.TicksPerDay), to, null);
    }

    /// <summary>The present shift up to now; outside any shift the one before; without a calendar the last 24 hours.</summary>
    public static NamedSpan PresentShift(ShiftCalendar? calendar, long nowTicks)
    {
        if (Shifts.CurrentAt(calendar, nowTicks) is { } now)
            return new NamedSpan(now.StartTicks, nowTicks, now.Name);
        return Shifts.LastBefore(calendar, nowTicks) is { } last
            ? new NamedSpan(last.StartTicks, last.EndTicks, last.Name)
            : new NamedSpan(nowTicks - TimeSpan.TicksPerDay, nowTicks, null);
    }

    private static NamedSpan Named(NamedWindow named, ShiftCalendar? calendar, long nowTicks)
    {
        var shift = PresentShift(calendar, nowTicks);
        if (named == NamedWindow.Shift)
            return shift;
        if (named == NamedWindow.PreviousShift)
        {
            return Shifts.LastBefore(calendar, shift.FromTicks) is { } previous
                ? new NamedSpan(previous.StartTicks, previous.EndTicks, previous.Name)
                : new NamedSpan(shift.FromTicks - TimeSpan.TicksPerDay, shift.FromTicks, null);
        }

        var name = named switch
        {
            NamedWindow.Day => "day",
            NamedWindow.PreviousDay => "yesterday",
            NamedWindow.Week => "week",
            NamedWindow.PreviousWeek => "lastWeek",
            _ => throw new ArgumentOutOfRangeException(nameof(named), named, "Expected shift, day or week, or the one before."),
        };
        return NamedWindows.TryResolve(name, calendar, nowTicks, out var window, out var error)
            ? new NamedSpan(window.FromTicks, window.ToTicks, null)
            : throw new HostFaultException(
                HostFault.Invalid, error, "a window that the calendar knows.", "Ask with from and to.");
    }
}
