using System.Runtime.InteropServices;
using OrleansTwin.Diagnostics;
using OrleansTwin.Ingest.Sources;

namespace OrleansTwin.Ingest.Pipeline;

/// <summary>
/// Hands batches to the sink in order, and acknowledges their messages in order once they are durable. While the sink takes no
/// batch, it pauses and offers the same batch again, with doubling waits.
/// </summary>
internal sealed class BatchCommitter(IngestOptions options, IBatchSink sink, IngestCounters counters, TimeProvider time)
{
    private readonly List<SubmissionResult> _run = [];
    private volatile PipelineStatus _status = new(PipelineState.Stopped);

    public PipelineStatus Status
    {
        get => _status.State == PipelineState.Running && sink.Stall is { } stall ? stall : _status;
        set => _status = value;
    }

    /// <summary>Returns when the sink has taken the batch.</summary>
    public async ValueTask<TakenBatch> TakeAsync(IngestBatch batch, CancellationToken cancel)
    {
        var start = time.GetTimestamp();
        var span = Tracing.StartFor("commit batch", batch.Causes);
        span?.SetTag("batch.number", batch.Number).SetTag("batch.samples", batch.Count).SetTag("batch.messages", batch.Messages);
        return new TakenBatch(batch, await TakeWithRetryAsync(batch, cancel), start, span);
    }

    private async ValueTask<Task> TakeWithRetryAsync(IngestBatch batch, CancellationToken cancel)
    {
        if (batch.IsEmpty)
            return Task.CompletedTask;
        var pausedSince = 0L;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var durable = await sink.TakeAsync(batch, cancel);
                if (attempt > 1)
                    _status = new PipelineStatus(PipelineState.Running);
                return durable;
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

    /// <summary>The batch is durable: tells its messages.</summary>
    public void Complete(in TakenBatch taken)
    {
        var batch = taken.Batch;
        taken.Span?.Dispose();
        if (!batch.IsEmpty)
        {
            counters.Latencies.Commit.Record(time.GetElapsedTime(taken.StartedAt));
            counters.BatchesCommitted++;
            counters.SamplesCommitted += batch.Count;
        }

        counters.MessagesCommitted += batch.Messages;
        Acknowledge(batch);
    }

    /// <summary>Tells the messages of a batch that it will not be acknowledged.</summary>
    public static void Abandon(IngestBatch batch)
    {
        foreach (var submission in batch.Submissions)
            submission.Acknowledger?.Abandoned([submission.Result.Cookie]);
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
