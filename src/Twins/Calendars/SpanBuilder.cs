using OrleansTwin.Twins.Model;

namespace OrleansTwin.Twins.Calendars;

/// <summary>
/// Cuts shifts into maximal spans: a break is off, a planned stop outside a break is a planned stop, the rest is busy.
/// </summary>
internal sealed class SpanBuilder(ShiftDays days)
{
    private readonly List<(ShiftOccurrence Occurrence, Shift Shift)> _shifts = [];
    private readonly List<(long Start, long End)> _breaks = [];
    private readonly List<(long Start, long End)> _stops = [];
    private readonly List<long> _cuts = [];

    /// <summary>
    /// Fills <paramref name="spans"/> with the spans around a local day, without gaps between them: from the nearest shift of an
    /// earlier day (or the beginning of time) to the start of the nearest shift of a later day (or the end of time).
    /// </summary>
    public void Build(DateOnly day, List<ScheduleSpan> spans)
    {
        Clear(spans);
        var from = Seek(day, -1);
        var firstEarlier = _shifts.Count > 0;
        days.AddShifts(day, _shifts);
        var shiftsBefore = _shifts.Count;
        var to = Seek(day, +1);
        days.AddStops(from, to, _stops);
        Cut(spans, startsAtFirstShift: firstEarlier, endsAtShift: _shifts.Count > shiftsBefore ? shiftsBefore : -1);
    }

    private void Clear(List<ScheduleSpan> spans)
    {
        spans.Clear();
        _shifts.Clear();
        _stops.Clear();
    }

    private DateOnly Seek(DateOnly day, int step)
    {
        var count = _shifts.Count;
        var last = day;
        for (var i = 1; i <= days.SearchDays && _shifts.Count == count && LocalClock.HasNext(last, step); i++)
        {
            last = last.AddDays(step);
            days.AddShifts(last, _shifts);
        }
        return last;
    }

    private void Cut(List<ScheduleSpan> spans, bool startsAtFirstShift, int endsAtShift)
    {
        var at = startsAtFirstShift ? _shifts[0].Occurrence.StartTicks : 0;
        var count = endsAtShift < 0 ? _shifts.Count : endsAtShift;
        for (var i = 0; i < count; i++)
        {
            // Overlapping shifts are refused by the plant file's reader; should one come, the later shift takes over.
            var (occurrence, shift) = _shifts[i];
            var next = i + 1 < _shifts.Count ? _shifts[i + 1].Occurrence.StartTicks : long.MaxValue;
            var end = Math.Min(occurrence.EndTicks, next);
            if (end <= occurrence.StartTicks)
                continue;
            Add(spans, new ScheduleSpan(at, occurrence.StartTicks, PlanKind.Off, null, 0));
            CutShift(spans, occurrence with { EndTicks = end }, shift);
            at = end;
        }
        var last = endsAtShift < 0 ? long.MaxValue : _shifts[endsAtShift].Occurrence.StartTicks;
        Add(spans, new ScheduleSpan(at, last, PlanKind.Off, null, 0));
    }

    private void CutShift(List<ScheduleSpan> spans, in ShiftOccurrence occurrence, Shift shift)
    {
        _breaks.Clear();
        _cuts.Clear();
        days.AddBreaks(occurrence, shift, _breaks);
        _cuts.Add(occurrence.StartTicks);
        _cuts.Add(occurrence.EndTicks);
        AddCuts(_breaks, occurrence);
        AddCuts(_stops, occurrence);
        _cuts.Sort();
        for (var i = 1; i < _cuts.Count; i++)
            Add(spans, new ScheduleSpan(_cuts[i - 1], _cuts[i], PlanAt(_cuts[i - 1]), occurrence.Name, occurrence.StartTicks));
    }

    private void AddCuts(List<(long Start, long End)> ranges, in ShiftOccurrence occurrence)
    {
        foreach (var (start, end) in ranges)
        {
            if (occurrence.Holds(start))
                _cuts.Add(start);
            if (occurrence.Holds(end))
                _cuts.Add(end);
        }
    }

    private PlanKind PlanAt(long atTicks) =>
        AnyHolds(_breaks, atTicks) ? PlanKind.Off : AnyHolds(_stops, atTicks) ? PlanKind.PlannedStop : PlanKind.Busy;

    private static bool AnyHolds(List<(long Start, long End)> ranges, long atTicks)
    {
        foreach (var (start, end) in ranges)
        {
            if (atTicks >= start && atTicks < end)
                return true;
        }
        return false;
    }

    private static void Add(List<ScheduleSpan> spans, in ScheduleSpan span)
    {
        if (span.StartTicks >= span.EndTicks)
            return;
        if (spans.Count > 0 && spans[^1] with { EndTicks = span.EndTicks } == span with { StartTicks = spans[^1].StartTicks })
            spans[^1] = spans[^1] with { EndTicks = span.EndTicks };
        else
            spans.Add(span);
    }
}
