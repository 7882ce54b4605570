namespace OrleansTwin.Twins.Machines;

/// <summary>What a host remembers of one machine, for refolds.</summary>
public interface IMachinePast
{
    /// <summary>The opening state kept with a bucket's row; null: there is no such row.</summary>
    ValueTask<ReadOnlyMemory<byte>?> OpeningAsync(long bucketTicks, CancellationToken cancellation);

    /// <summary>
    /// The newest bucket before this one that has a row, not further back than <paramref name="sinceTicks"/>; null: none.
    /// </summary>
    ValueTask<long?> LastBucketBeforeAsync(long bucketTicks, long sinceTicks, CancellationToken cancellation);

    /// <summary>The oldest bucket from this one on that has a row, before <paramref name="untilTicks"/>; null: none.</summary>
    ValueTask<long?> FirstBucketFromAsync(long bucketTicks, long untilTicks, CancellationToken cancellation);

    /// <summary>Whether all samples that a bucket had can still be read: too old ones may be gone, others damaged.</summary>
    bool IsWhole(long bucketTicks) => true;

    /// <summary>Adds all samples of the machine's signals in a bucket, in any order.</summary>
    ValueTask ReadAsync(long bucketTicks, SignalSamples into, CancellationToken cancellation);
}
