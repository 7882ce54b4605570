using System.Runtime.InteropServices;
using OrleansTwin.Diagnostics;
using OrleansTwin.Ingest.Sources;

namespace OrleansTwin.Ingest.Pipeline;

/// <summary>
/// Commits batches in order and then acknowledges their messages in order. While the journal takes no batch, it pauses and
/// tries the same batch again, with doubling waits; nothing is acknowledged meanwhile.
/// </summary>
internal sealed class BatchCommitter(IngestOptions options, IBatchSink sink, IngestCounters counters, TimeProvider time)
{
    private readonly List<SubmissionResult> _run = [];
    private volatile PipelineStatus _status = new(PipelineState.Stopped);

    public PipelineStatus Status
    {
        get => _status;
        set => _status = value;
    }

    public async Task CommitAsync(IngestBatch batch, CancellationToken cancel)
    {
        if (!batch.IsEmpty)
        {
            var start = time.GetTimestamp();
            await CommitTracedAsync(batch, cancel);
            counters.Latencies.Commit.Record(time.GetElapsedTime(start));
            counters.BatchesCommitted++;
            counters.SamplesCommitted += batch.Count;
        }
        counters.MessagesCommitted += batch.Messages;
        Acknowledge(batch);
    }

    /// <summary>Tells the messages of a batch that it was never committed.</summary>
    public static void Abandon(IngestBatch batch)
    {
        foreach (var submission in batch.Submissions)
            submission.Acknowledger?.Abandoned([submission.Result.Cookie]);
    }

    private async Task CommitTracedAsync(IngestBatch batch, CancellationToken cancel)
    {
        using var span = Tracing.StartFor("commit batch", batch.Causes);
        span?.SetTag("batch.number", batch.Number).SetTag("batch.samples", batch.Count).SetTag("batch.messages", batch.Messages);
        await CommitWithRetryAsync(batch, cancel);
    }

    private async Task CommitWithRetryAsync(IngestBatch batch, CancellationToken cancel)
    {
        var pausedSince = 0L;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await sink.CommitAsync(batch, cancel);
                if (attempt > 1)
                    _status = new PipelineStatus(PipelineState.Running);
                return;
            }
            catch (Exception error) when (!cancel.IsCancellationRequested)
            {
                counters.CommitFailures++;
                pausedSince = attempt == 1 ? time.GetUtcNow().UtcTicks : pausedSince;
                _status = new PipelineStatus(PipelineState.Paused, pausedSince, attempt, error.Message);
            }
            await Task.Delay(WaitAfter(attempt), time, cancel);
        }
    }

    private TimeSpan WaitAfter(int attempt) =>
        TimeSpan.FromMilliseconds(
            Math.Min(options.CommitRetryMaxMs, options.CommitRetryMinMs * Math.Pow(2, Math.Min(attempt - 1, 30))));

    // Consecutive messages of one source are acknowledged together: one write to its peer.
    private void Acknowledge(IngestBatch batch)
    {
        IAcknowledger? current = null;
        foreach (var submission in batch.Submissions)
        {
            if (!ReferenceEquals(submission.Acknowledger, current))
            {
                Flush(current);
                current = submission.Acknowledger;
            }
            _run.Add(submission.Result);
        }
        Flush(current);
    }

    private void Flush(IAcknowledger? acknowledger)
    {
        acknowledger?.Committed(CollectionsMarshal.AsSpan(_run));
        _run.Clear();
    }
}
