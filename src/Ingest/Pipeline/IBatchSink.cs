namespace OrleansTwin.Ingest.Pipeline;

/// <summary>Where batches become durable: the host's journal, with dispatch to the twins behind it.</summary>
public interface IBatchSink
{
    /// <summary>
    /// Completes when the batch is durable. The batch is reused afterwards: copy what outlives the call. An exception means
    /// that nothing of it was committed; the same batch is offered again until it is taken.
    /// </summary>
    ValueTask CommitAsync(IngestBatch batch, CancellationToken cancel);
}
