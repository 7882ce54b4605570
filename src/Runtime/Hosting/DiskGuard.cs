using OrleansTwin.Ingest.Pipeline;
using OrleansTwin.Store;

namespace OrleansTwin.Runtime.Hosting;

/// <summary>
/// Takes no batch while the disk is nearly full: sources are not acknowledged and wait, readiness says why, and it goes on by
/// itself when there is room. What was taken before still becomes durable, and checkpoints have room to make some.
/// </summary>
internal sealed class DiskGuard(IBatchSink sink, Func<long> freeBytes, long freeBytesMin, TimeProvider time) : IBatchSink
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private long _lookedAt;
    private long _free = long.MaxValue;

    public PipelineStatus? Stall => sink.Stall;

    /// <exception cref="StoreUnavailableException">The disk is nearly full; says how full and what to do.</exception>
    public ValueTask<Task> TakeAsync(IngestBatch batch, CancellationToken cancel)
    {
        if (_lookedAt == 0 || time.GetElapsedTime(_lookedAt) >= Period)
            (_lookedAt, _free) = (time.GetTimestamp(), freeBytes());
        return _free >= freeBytesMin
            ? sink.TakeAsync(batch, cancel)
            : throw new StoreUnavailableException(
                $"The disk of the data directory has {_free} bytes free; at least {freeBytesMin} are kept free "
                + "(edge:diskFreeBytesMin). Nothing is taken in until there is room.");
    }
}
