namespace OrleansTwin.Store.Archive;

/// <summary>What stands beside an archived stretch of the journal, so that it need not be opened to know.</summary>
/// <param name="FirstSequence">Its first batch.</param>
/// <param name="LastSequence">Its last batch.</param>
/// <param name="Samples">In all of its batches.</param>
/// <param name="FirstAtTicks">The earliest time of a batch; a batch's is the receive time of its newest sample.</param>
/// <param name="LastAtTicks">The latest time of a batch.</param>
/// <param name="FirstMarkTicks">The earliest <see cref="SampleMark"/>.</param>
/// <param name="LastMarkTicks">The latest one.</param>
internal readonly record struct ArchiveBlock(
    long FirstSequence, long LastSequence, int Samples, long FirstAtTicks, long LastAtTicks, long FirstMarkTicks,
    long LastMarkTicks)
{
    public static ArchiveBlock Of(IReadOnlyList<JournalEntry> batches)
    {
        var (samples, firstAt, lastAt) = (0, long.MaxValue, long.MinValue);
        var (firstMark, lastMark) = (long.MaxValue, long.MinValue);
        foreach (var batch in batches)
        {
            samples += batch.Samples.Length;
            if (batch.AtTicks() is not { } at)
                continue;
            (firstAt, lastAt) = (Math.Min(firstAt, at), Math.Max(lastAt, at));
            foreach (ref readonly var entry in batch.Samples.AsSpan())
            {
                var mark = SampleMark.Of(entry.Sample);
                (firstMark, lastMark) = (Math.Min(firstMark, mark), Math.Max(lastMark, mark));
            }
        }

        return new ArchiveBlock(batches[0].Sequence, batches[^1].Sequence, samples, firstAt, lastAt, firstMark, lastMark);
    }
}
