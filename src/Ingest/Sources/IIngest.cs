namespace OrleansTwin.Ingest.Sources;

/// <summary>The pipeline as sources see it. May be called from any thread; messages of one caller keep their order.</summary>
public interface IIngest
{
    /// <summary>Queues a message, waiting while the queue is full: this is how backpressure reaches the source.</summary>
    /// <exception cref="PipelineStoppedException">The pipeline takes no more messages.</exception>
    ValueTask SubmitAsync(SourceMessage message, CancellationToken cancel);

    /// <summary>Queues a message if there is room; false if the queue is full or the pipeline has stopped.</summary>
    bool TrySubmit(in SourceMessage message);
}

/// <summary>
/// The pipeline was stopped; what was not acknowledged is not committed and has to be sent again after a restart.
/// </summary>
public sealed class PipelineStoppedException()
    : InvalidOperationException("The ingest pipeline has stopped and takes no more messages.");
