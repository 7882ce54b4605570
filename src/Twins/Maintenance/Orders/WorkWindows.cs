using OrleansTwin.Twins.Calendars;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Twins.Maintenance.Orders;

/// <summary>When work disturbs production least.</summary>
public static class WorkWindows
{
    /// <summary>Spans that are looked at: some weeks of shifts with breaks.</summary>
    private const int SpansMax = 2_000;

    /// <summary>
    /// The earliest of the windows that cost the fewest good pieces: where nothing is planned, in breaks and planned stops, or
    /// where a part of it falls into them. Null: none ends by the end. Where waiting has a price, the one of the least expected
    /// loss: each window is also worth what may happen before it.
    /// </summary>
    /// <param name="calendar">The machine's; null: it is busy around the clock.</param>
    /// <param name="durationTicks">How long the work takes.</param>
    /// <param name="fromTicks">Not before.</param>
    /// <param name="toTicks">Done by then.</param>
    /// <param name="goodPartsPerHour">What the machine makes in planned busy time.</param>
    /// <param name="waiting">What waiting costs; null: nothing.</param>
    public static WorkWindow? Propose(
        ShiftCalendar? calendar, long durationTicks, long fromTicks, long toTicks, double goodPartsPerHour,
        WaitingLoss? waiting = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(durationTicks, 1);
        var spans = SpansOf(calendar, fromTicks, toTicks);
        WorkWindow? best = null;
        var least = double.MaxValue;
        foreach (var start in StartsOf(spans, durationTicks, fromTicks, toTicks - durationTicks))
        {
            var busyTicks = BusyTicks(spans, start, start + durationTicks);
            var loss = waiting?.Of(start, TimeSpan.FromTicks(busyTicks).TotalHours * goodPartsPerHour) ?? busyTicks;
            if (loss >= least)
                continue;
            least = loss;
            best = Cost(calendar, start, start + durationTicks, goodPartsPerHour);
        }

        return best;
    }

    /// <summary>A window with what it costs.</summary>
    public static WorkWindow Cost(ShiftCalendar? calendar, long fromTicks, long toTicks, double goodPartsPerHour)
    {
        var busyTicks = BusyTicks(SpansOf(calendar, fromTicks, toTicks), fromTicks, toTicks);
        return new WorkWindow(fromTicks, toTicks, TimeSpan.FromTicks(busyTicks).TotalHours * goodPartsPerHour);
    }

    /// <summary>The busy time is least where a window begins or ends with a span, since it changes evenly in between.</summary>
    private static IEnumerable<long> StartsOf(List<ScheduleSpan> spans, long durationTicks, long fromTicks, long lastTicks) =>
        spans.SelectMany(span => new[] { span.StartTicks, span.EndTicks - durationTicks }).Append(fromTicks)
            .Where(start => start >= fromTicks && start <= lastTicks).Order();

    private static long BusyTicks(List<ScheduleSpan> spans, long fromTicks, long toTicks) => spans
        .Where(span => span.Plan == PlanKind.Busy)
        .Sum(span => Math.Max(0, Math.Min(span.EndTicks, toTicks) - Math.Max(span.StartTicks, fromTicks)));

    private static List<ScheduleSpan> SpansOf(ShiftCalendar? calendar, long fromTicks, long toTicks)
    {
        var (cursor, spans) = (new ScheduleCursor(calendar), new List<ScheduleSpan>());
        for (var at = fromTicks; at < toTicks && spans.Count < SpansMax; at = spans[^1].EndTicks)
            spans.Add(cursor.SpanAt(at));
        return spans;
    }
}
