using OrleansTwin.Store.Archive;

namespace OrleansTwin.Edge.Replays;

/// <summary>Where a replay begins, and the last batch that it folds.</summary>
internal readonly record struct ReplaySpan(Milestone Milestone, long ToSequence, long? AtTicks)
{
    /// <exception cref="ReplayRefusedException">The moment lies outside of what is kept, or in the future.</exception>
    public static async Task<ReplaySpan> FindAsync(
        IPast past, ReplayMoment moment, long nowTicks, CancellationToken cancellation)
    {
        if (past.Milestones.Count == 0)
        {
            throw new ReplayRefusedException(
                "Nothing can be replayed: the store has no archive. It is kept from the first start of this program on, "
                + "unless the settings turn it off (storage.archive.retention).");
        }

        if (moment.AtTicks > nowTicks)
            throw new ReplayRefusedException($"{moment} lies in the future; it is {ReplayMoment.Text(nowTicks)} now.");
        var span = moment.Sequence is { } sequence
            ? OfSequence(past, moment, sequence)
            : await OfTimeAsync(past, moment, moment.AtTicks ?? 0, cancellation);

        // Where the batches behind the last one are missing, nobody knows which of them had come by a time.
        var last = moment.Sequence ?? Math.Min(span.ToSequence + 1, past.LastSequence);
        return await past.FindGapAsync(span.Milestone.Cursor, last, cancellation) is { } gap
            ? throw InGap(moment, gap, span.Milestone)
            : span;
    }

    private static ReplaySpan OfSequence(IPast past, ReplayMoment moment, long sequence)
    {
        if (sequence > past.LastSequence)
            throw new ReplayRefusedException($"There is no {moment} yet; the newest is {past.LastSequence}.");
        var milestone = past.Milestones.LastOrDefault(
            milestone => milestone.Cursor <= sequence && Math.Min(milestone.FirstSequence, past.LastSequence) <= sequence);
        return milestone is null ? throw TooEarly(past, moment) : new ReplaySpan(milestone, sequence, null);
    }

    private static async Task<ReplaySpan> OfTimeAsync(
        IPast past, ReplayMoment moment, long atTicks, CancellationToken cancellation)
    {
        // The last one whose clock had not passed the moment: where a clock was set back, the later of two stretches counts.
        var batch = await past.FindBatchAsync(atTicks, cancellation);
        var to = batch?.Sequence ?? past.Milestones.LastOrDefault(milestone => milestone.AtTicks <= atTicks)?.Cursor;
        var milestone = past.Milestones.LastOrDefault(
            milestone => milestone.Cursor <= to && (milestone.FirstSequence <= to || milestone.AtTicks <= atTicks));
        return milestone is null || to is null
            ? throw TooEarly(past, moment)
            : new ReplaySpan(milestone, to.Value, batch?.AtTicks());
    }

    private static ReplayRefusedException InGap(ReplayMoment moment, ArchiveGap gap, Milestone milestone)
    {
        var before = gap.BeforeTicks is { } ticks ? $"and before {ReplayMoment.Text(ticks)}" : "and are the newest";
        return new ReplayRefusedException(
            $"{moment} can't be replayed: batches {gap.FirstSequence} to {gap.LastSequence} are missing, since the journal was "
            + $"damaged before they were archived. They came after {ReplayMoment.Text(gap.AfterTicks ?? milestone.AtTicks)} "
            + $"{before}. What can be replayed is up to #{gap.FirstSequence - 1}, and from #{gap.LastSequence} on.");
    }

    private static ReplayRefusedException TooEarly(IPast past, ReplayMoment moment)
    {
        var first = past.Milestones[0];
        var why = first.Number == 1
            ? "that is before the archive's beginning"
            : "the archive goes no further back (settings storage.archive: retention, bytesMax)";
        return new ReplayRefusedException(
            $"{moment} can't be replayed: {why}. What can be is from {ReplayMoment.Text(first.AtTicks)} (batch {first.Cursor}) "
            + $"to now (batch {past.LastSequence}).");
    }
}
