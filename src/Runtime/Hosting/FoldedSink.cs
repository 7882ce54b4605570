using OrleansTwin.Runtime.Engine;
using OrleansTwin.Ingest.Pipeline;

namespace OrleansTwin.Runtime.Hosting;

/// <summary>
/// A sink whose batches are through when they are durable and the twins have them. Who waits for that has no more than one batch
/// in the partitions' queues, and live telemetry waits behind no more than that one.
/// </summary>
internal sealed class FoldedSink(IBatchSink sink, TwinEngine engine) : IBatchSink
{
    public PipelineStatus? Stall => sink.Stall;

    public async ValueTask<Task> TakeAsync(IngestBatch batch, CancellationToken cancel)
    {
        var durable = await sink.TakeAsync(batch, cancel);
        return Task.WhenAll(durable, engine.Runtime.DrainAsync()).WaitAsync(cancel);
    }
}
