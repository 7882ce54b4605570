namespace OrleansTwin.Ingest.Pipeline;

/// <summary>Where batches take effect and become durable: the host's twins and its journal.</summary>
public interface IBatchSink
{
    /// <summary>
    /// Takes a batch: one call at a time, in the batches' order, waiting while too much is on its way. The task that it returns
    /// completes when the batch, and so all before it, is durable; the batch stays as it is until then and is reused afterwards.
    /// An exception means that nothing of it was taken; the same batch is offered again until it is.
    /// </summary>
    ValueTask<Task> TakeAsync(IngestBatch batch, CancellationToken cancel);

    /// <summary>Why what was taken does not become durable just now; null: it does.</summary>
    PipelineStatus? Stall => null;
}
