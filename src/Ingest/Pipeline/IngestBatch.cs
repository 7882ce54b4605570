using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Ingest.Pipeline;

/// <summary>
/// Proof that a message was taken, to be kept with its samples: tokens are unique within their source. <paramref name="Answer"/>:
/// what its sender was told, where senders wait for that.
/// </summary>
public readonly record struct MessageReceipt(string Source, UInt128 Token, long ReceiveTicks, string? Answer = null);

/// <summary>
/// What is committed at once: samples in order of arrival and the receipts of messages that can't be told from their repetition
/// otherwise. Pooled: valid until it is durable.
/// </summary>
public sealed class IngestBatch
{
    private const int CausesMax = 32;

    private SensorSample[] _samples = new SensorSample[1024];
    private MessageReceipt[] _receipts = new MessageReceipt[16];
    private readonly List<string> _causes = [];
    private int _receiptCount;

    /// <summary>Number of the batch since the pipeline was made, from 1.</summary>
    public long Number { get; internal set; }

    public int Count { get; private set; }

    public ReadOnlyMemory<SensorSample> Samples => _samples.AsMemory(0, Count);

    public ReadOnlyMemory<MessageReceipt> Receipts => _receipts.AsMemory(0, _receiptCount);

    /// <summary>Messages that the samples came in.</summary>
    public int Messages => Submissions.Count;

    /// <summary>When the first of its messages was queued, as a timestamp of the pipeline's clock.</summary>
    public long ReceivedAt { get; internal set; }

    public bool IsEmpty => Count == 0 && _receiptCount == 0;

    /// <summary>
    /// <c>traceparent</c> of the requests that its messages came with, where those are traced: the first few, which is enough to
    /// find the batch from a request.
    /// </summary>
    public IReadOnlyList<string> Causes => _causes;

    internal List<Submission> Submissions { get; } = [];

    /// <summary>Time that was spent on decoding into it.</summary>
    internal long DecodeTicks { get; set; }

    public void Add(int sensorKey, in Sample sample)
    {
        if (Count == _samples.Length)
            Array.Resize(ref _samples, Count * 2);
        _samples[Count++] = new SensorSample(sensorKey, sample);
    }

    public void AddReceipt(in MessageReceipt receipt)
    {
        if (_receiptCount == _receipts.Length)
            Array.Resize(ref _receipts, _receiptCount * 2);
        _receipts[_receiptCount++] = receipt;
    }

    public void AddCause(string traceParent)
    {
        if (_causes.Count < CausesMax)
            _causes.Add(traceParent);
    }

    public void Clear()
    {
        _samples.AsSpan(0, Count).Clear();
        Submissions.Clear();
        _causes.Clear();
        (Count, _receiptCount, DecodeTicks, ReceivedAt) = (0, 0, 0, 0);
    }
}
