using OrleansTwin.Ingest.Pipeline;

namespace OrleansTwin.Ingest.Tests;

/// <summary>Writes to its journal and then never answers, like a process that falls between commit and acknowledgement.</summary>
internal sealed class HangingSink : IBatchSink
{
    public MemorySink Journal { get; } = new();

    public async ValueTask CommitAsync(IngestBatch batch, CancellationToken cancel)
    {
        await Journal.CommitAsync(batch, cancel);
        await Task.Delay(Timeout.InfiniteTimeSpan, cancel);
    }
}
