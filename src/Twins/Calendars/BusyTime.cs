using OrleansTwin.Twins.Model;

namespace OrleansTwin.Twins.Calendars;

/// <summary>The planned busy time of a calendar from a moment on: from hours of it to moments, and back.</summary>
public sealed class BusyTime
{
    /// <summary>Some years of shifts with breaks and stops.</summary>
    private const int SpansMax = 20_000;

    private readonly List<(long FromTicks, long ToTicks, long BeforeTicks)> _busy = [];

    /// <param name="calendar">Null: it is busy around the clock.</param>
    /// <param name="fromTicks">UTC.</param>
    /// <param name="toTicks">What comes later is not looked at.</param>
    public BusyTime(ShiftCalendar? calendar, long fromTicks, long toTicks)
    {
        var (cursor, sum) = (new ScheduleCursor(calendar), 0L);
        var at = fromTicks;
        for (var spans = 0; at < toTicks && spans < SpansMax; spans++)
        {
            ref readonly var span = ref cursor.SpanAt(at);
            var end = Math.Min(span.EndTicks, toTicks);
            if (span.Plan == PlanKind.Busy)
            {
                _busy.Add((at, end, sum));
                sum += end - at;
            }

            at = end;
        }

        EndTicks = at;
    }

    /// <summary>Up to where it was looked.</summary>
    public long EndTicks { get; }

    /// <summary>Busy hours up to a moment; those up to the end for any later one.</summary>
    public double HoursUntil(long ticks)
    {
        var at = _busy.FindLastIndex(span => span.FromTicks <= ticks);
        return at < 0 ? 0
            : TimeSpan.FromTicks(_busy[at].BeforeTicks + Math.Min(ticks, _busy[at].ToTicks) - _busy[at].FromTicks).TotalHours;
    }

    /// <summary>When so many busy hours have passed; null: not within what was looked at.</summary>
    public long? After(double hours)
    {
        var wanted = hours * TimeSpan.TicksPerHour;
        var at = _busy.FindLastIndex(span => span.BeforeTicks <= wanted);
        if (at < 0 || !(wanted - _busy[at].BeforeTicks <= _busy[at].ToTicks - _busy[at].FromTicks))
            return null;
        return _busy[at].FromTicks + (long)(wanted - _busy[at].BeforeTicks);
    }
}
