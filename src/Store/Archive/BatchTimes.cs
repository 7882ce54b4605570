namespace OrleansTwin.Store.Archive;

/// <summary>When a batch came, told by the batch itself.</summary>
public static class BatchTimes
{
    /// <summary>The receive time of its newest sample; null: it has none, and changed nothing.</summary>
    public static long? AtTicks(this JournalEntry batch)
    {
        long? at = null;
        foreach (ref readonly var entry in batch.Samples.AsSpan())
            at = Math.Max(at ?? long.MinValue, entry.Sample.ReceiveTicks);
        return at;
    }
}
