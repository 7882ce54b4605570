using OrleansTwin.Ingest.Pipeline;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Ingest.Tests;

/// <summary>A journal in memory that can be told to fail or to wait.</summary>
internal sealed class MemorySink : IBatchSink, IDedupe
{
    private readonly Lock _gate = new();
    private readonly List<SensorSample> _samples = [];
    private readonly List<MessageReceipt> _receipts = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> _waits = [];

    /// <summary>Set: commits fail with this text.</summary>
    public volatile string? Failure;

    /// <summary>Set: commits wait for this task.</summary>
    public volatile Task? Hold;

    private int _attempts;

    public int Attempts => Volatile.Read(ref _attempts);

    public List<int> BatchSizes { get; } = [];

    public IReadOnlyList<SensorSample> Samples
    {
        get
        {
            lock (_gate)
                return [.. _samples];
        }
    }

    public IReadOnlyList<MessageReceipt> Receipts
    {
        get
        {
            lock (_gate)
                return [.. _receipts];
        }
    }

    public async ValueTask<Task> TakeAsync(IngestBatch batch, CancellationToken cancel)
    {
        Interlocked.Increment(ref _attempts);
        if (Hold is { } hold)
            await hold.WaitAsync(cancel);
        if (Failure is { } failure)
            throw new IOException(failure);
        lock (_gate)
        {
            _samples.AddRange(batch.Samples.Span);
            _receipts.AddRange(batch.Receipts.Span);
            BatchSizes.Add(batch.Count);
            foreach (var (_, reached) in _waits.Where(wait => wait.Count <= _samples.Count))
                reached.TrySetResult();
        }

        return Task.CompletedTask;
    }

    public bool IsKnown(string source, UInt128 token) =>
        Receipts.Any(receipt => receipt.Source == source && receipt.Token == token);

    public string? AnswerOf(string source, UInt128 token) =>
        Receipts.First(receipt => receipt.Source == source && receipt.Token == token).Answer;

    public UInt128 Latest(string source) => Receipts.LastOrDefault(receipt => receipt.Source == source).Token;

    /// <summary>Ends when that many samples are committed.</summary>
    public async Task ReachedAsync(int count)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _waits.Add((count, reached));
            if (_samples.Count >= count)
                reached.TrySetResult();
        }
        await reached.Task.Within($"{count} committed samples");
    }
}
