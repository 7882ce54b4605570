using System.Diagnostics;
using System.Threading.Channels;
using OrleansTwin.Diagnostics;
using OrleansTwin.Ingest.Pipeline;
using OrleansTwin.Store;

namespace OrleansTwin.Runtime.Engine;

/// <summary>
/// Batches on their way to the journal, in the order of their numbers. Several are at the journal at a time, so that one sync of
/// the disk serves many; none overtakes another. What fails is tried again, with growing waits, until it is durable: its twins
/// have it already.
/// </summary>
internal sealed class CommitLane : IAsyncDisposable
{
    private const int BatchesMax = 64;
    private const int WaitMinMs = 100;
    private const int WaitMaxMs = 5_000;

    /// <summary>How long a journal that fails may delay the end.</summary>
    private static readonly TimeSpan FarewellMax = TimeSpan.FromSeconds(2);

    private readonly Channel<Pending> _begun = Channel.CreateBounded<Pending>(BatchesMax);
    private readonly CancellationTokenSource _ending = new();
    private readonly IJournal _journal;
    private readonly LatencyHistogram _latency;
    private readonly TimeProvider _time;
    private readonly Task _loop;
    private long _bytes;
    private volatile bool _isRepairing;
    private volatile PipelineStatus? _stall;
    private volatile Task _newest = Task.CompletedTask;

    /// <param name="journal">Where batches become durable.</param>
    /// <param name="latency">Takes how long each was on its way.</param>
    /// <param name="time">What waits between two attempts.</param>
    public CommitLane(IJournal journal, LatencyHistogram latency, TimeProvider time)
    {
        (_journal, _latency, _time) = (journal, latency, time);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Why nothing becomes durable just now; null: it does.</summary>
    public PipelineStatus? Stall => _stall;

    /// <summary>Completes when everything begun so far is durable.</summary>
    public Task Newest => _newest;

    /// <summary>Whether the journal has room for a batch behind those that are on their way.</summary>
    public bool HasRoomFor(in JournalBatch batch) =>
        _journal.HasRoomFor(Interlocked.Read(ref _bytes) + _journal.BytesMaxOf(batch));

    /// <summary>
    /// Begins to append a batch with its number, when there is room for it; one call at a time, in order. Returns the task that
    /// completes when it is durable; the batch stays as it is until then.
    /// </summary>
    public async ValueTask<Task> BeginAsync(JournalBatch batch, CancellationToken cancellation)
    {
        if (!await _begun.Writer.WaitToWriteAsync(cancellation))
            throw new ObjectDisposedException(nameof(CommitLane), "The engine has ended.");
        var bytesMax = _journal.BytesMaxOf(batch);
        Interlocked.Add(ref _bytes, bytesMax);
        var pending = new Pending(batch, bytesMax, _isRepairing ? null : AppendAsync(batch));
        _newest = pending.Durable.Task;
        _begun.Writer.TryWrite(pending);
        return pending.Durable.Task;
    }

    /// <summary>What is on its way becomes durable; given up where the journal fails.</summary>
    public async ValueTask DisposeAsync()
    {
        _begun.Writer.TryComplete();
        _ending.CancelAfter(FarewellMax);
        await _loop;
        _ending.Dispose();
    }

    private async Task RunAsync()
    {
        await foreach (var pending in _begun.Reader.ReadAllAsync())
        {
            try
            {
                if (pending.Append is null || await pending.Append is { } failed && Note(failed, 1, _stall))
                    await RepeatAsync(pending.Batch);
                _stall = null;
                Interlocked.Add(ref _bytes, -pending.BytesMax);
                _latency.RecordSince(pending.BegunAt);
                pending.Durable.SetResult();
            }
            catch (OperationCanceledException)
            {
                pending.Durable.SetCanceled(_ending.Token);
            }

            // Begun from here on, a batch is at the journal at once again: nothing before it is left to be repeated.
            _isRepairing &= _begun.Reader.Count > 0;
        }
    }

    private async Task RepeatAsync(JournalBatch batch)
    {
        _isRepairing = true;
        for (var attempt = 1; ; attempt++)
        {
            _ending.Token.ThrowIfCancellationRequested();
            if (await AppendAsync(batch) is not { } failed)
                return;
            Note(failed, attempt, _stall);
            var waitMs = Math.Min(WaitMaxMs, WaitMinMs * Math.Pow(2, Math.Min(attempt - 1, 10)));
            await Task.Delay(TimeSpan.FromMilliseconds(waitMs), _time, _ending.Token);
        }
    }

    /// <summary>What it failed with; null: it is durable.</summary>
    private async Task<Exception?> AppendAsync(JournalBatch batch)
    {
        try
        {
            var sequence = await _journal.AppendAsync(batch);
            return sequence == batch.Sequence
                ? null
                : new InvalidOperationException($"Batch {batch.Sequence} became batch {sequence} of the journal.");
        }
        catch (Exception failed)
        {
            return failed;
        }
    }

    private bool Note(Exception failed, int attempt, PipelineStatus? before)
    {
        var since = before?.PausedSinceTicks ?? _time.GetUtcNow().UtcTicks;
        _stall = new PipelineStatus(PipelineState.Paused, since, attempt, failed.Message);
        return true;
    }

    private sealed record Pending(JournalBatch Batch, long BytesMax, Task<Exception?>? Append)
    {
        public long BegunAt { get; } = Stopwatch.GetTimestamp();

        public TaskCompletionSource Durable { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
