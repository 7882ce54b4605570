using OrleansTwin.Ingest.Pipeline;

namespace OrleansTwin.Ingest.Tests;

/// <summary>Writes to its journal and then never answers, like a process that falls between commit and acknowledgement.</summary>
internal sealed class HangingSink : IBatchSink
{
    public MemorySink Journal { get; } = new();

    public async ValueTask<Task> TakeAsync(IngestBatch batch, CancellationToken cancel)
    {
        await Journal.TakeAsync(batch, cancel);
        return Task.Delay(Timeout.InfiniteTimeSpan, cancel);
    }
}
