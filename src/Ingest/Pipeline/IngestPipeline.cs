using System.Collections.Concurrent;
using System.Threading.Channels;
using OrleansTwin.Ingest.Rejects;
using OrleansTwin.Ingest.Sources;
using OrleansTwin.Ingest.Tags;

namespace OrleansTwin.Ingest.Pipeline;

/// <summary>
/// Everything between sources and the journal: a bounded queue, one loop that drains, decodes, maps and conditions and hands
/// batch after batch to the sink, and one that acknowledges their messages in order when they are durable. Several batches are
/// on their way to the journal at a time; a message waits for nothing but <see cref="IngestOptions.LingerMs"/> to take effect.
/// </summary>
public sealed class IngestPipeline : IIngest
{
    /// <summary>Free ones keep the room of the largest burst that each has seen, so only a few are kept.</summary>
    private const int FreeBatchesMax = 8;

    private readonly IngestCounters _counters = new();
    private readonly IngestQueue _queue;
    private readonly MessageDecoder _decoder;
    private readonly BatchCommitter _committer;
    private readonly Deduper _deduper;
    private readonly TimeProvider _time;
    private readonly ConcurrentBag<IngestBatch> _freeBatches = [];
    private readonly List<SourceMessage> _helping = [];
    private volatile TagMap _tags;
    private TagMap? _tagsInUse;
    private long _batchNumber;
    private int _nextOfHelping;
    private long _helpingSince;

    public IngestPipeline(
        IngestOptions options, TagMap tags, IBatchSink sink, IDedupe dedupe, IDeadLetters deadLetters, TimeProvider? time = null)
    {
        Options = options.Validate();
        (_tags, _time) = (tags, time ?? TimeProvider.System);
        UnknownTags = new UnknownTags(options.UnknownTagsMax);
        _queue = new IngestQueue(options.QueueMessagesMax, options.QueueBytesMax, _time, _counters.Latencies.QueueWait);
        _deduper = new Deduper(dedupe);
        _decoder = new MessageDecoder(options, _counters, deadLetters, UnknownTags, _deduper);
        _committer = new BatchCommitter(options, sink, _counters, _time);
    }

    public IngestOptions Options { get; }

    public UnknownTags UnknownTags { get; }

    public PipelineStatus Status => _committer.Status;

    public IngestMetrics Metrics => _counters.Reading(_queue);

    public IngestLatencies Latencies => _counters.Latencies;

    /// <summary>
    /// From the next message on, tags are those of a new version of the plant; adopted tags leave <see cref="UnknownTags"/>.
    /// </summary>
    public void UseTags(TagMap tags)
    {
        _tags = tags;
        UnknownTags.RemoveAdopted(tag => tags.Find(tag) is not null);
    }

    /// <summary>
    /// Runs until <see cref="Complete"/> was called and everything queued is committed, or until <paramref name="cancel"/>
    /// abandons what is not.
    /// </summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        _committer.Status = new PipelineStatus(PipelineState.Running);
        var taken = Channel.CreateBounded<TakenBatch>(Options.BatchesInFlightMax);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        try
        {
            await Task.WhenAll(
                EndingBoth(DecodeAsync(taken.Writer, either.Token), either),
                EndingBoth(AcknowledgeAsync(taken.Reader, either.Token), either));
        }
        finally
        {
            _queue.Complete();
            AbandonQueue(taken.Reader);
            _committer.Status = new PipelineStatus(PipelineState.Stopped);
        }
    }

    /// <summary>Takes no more messages; what is queued is still committed.</summary>
    public void Complete() => _queue.Complete();

    public ValueTask SubmitAsync(SourceMessage message, CancellationToken cancel) => _queue.EnqueueAsync(message, cancel);

    public bool TrySubmit(in SourceMessage message) => _queue.TryEnqueue(message);

    // A loop that fails must not leave the other one waiting for it.
    private static async Task EndingBoth(Task loop, CancellationTokenSource either)
    {
        try
        {
            await loop;
        }
        catch
        {
            await either.CancelAsync();
            throw;
        }
    }

    private async Task DecodeAsync(ChannelWriter<TakenBatch> taken, CancellationToken cancel)
    {
        await Task.Yield();
        IngestBatch? open = null;
        try
        {
            while (HasHelping || await _queue.WaitAsync(cancel))
            {
                open = Open();
                Fill(open);
                if (Options.LingerMs > 0 && !IsFull(open))
                    await Task.Delay(TimeSpan.FromMilliseconds(Options.LingerMs), _time, cancel);
                await taken.WaitToWriteAsync(cancel);
                Fill(open);
                _deduper.CloseBatch(open);
                Latencies.Decode.RecordTicks(open.DecodeTicks);
                await taken.WriteAsync(await _committer.TakeAsync(open, cancel), cancel);
                open = null;
            }
        }
        finally
        {
            if (open is not null)
                BatchCommitter.Abandon(open);
            taken.Complete();
        }
    }

    private async Task AcknowledgeAsync(ChannelReader<TakenBatch> taken, CancellationToken cancel)
    {
        await Task.Yield();
        await foreach (var next in taken.ReadAllAsync(CancellationToken.None))
        {
            try
            {
                await next.Durable.WaitAsync(cancel);
            }
            catch
            {
                BatchCommitter.Abandon(next.Batch);
                throw;
            }
            _committer.Complete(next);
            next.Batch.Clear();
            if (_freeBatches.Count < FreeBatchesMax)
                _freeBatches.Add(next.Batch);
        }
    }

    private bool HasHelping => _nextOfHelping < _helping.Count;

    private IngestBatch Open()
    {
        var batch = _freeBatches.TryTake(out var free) ? free : new IngestBatch();
        batch.Number = ++_batchNumber;
        return batch;
    }

    private bool IsFull(IngestBatch batch) =>
        batch.Count >= Options.BatchSamplesMax || batch.Messages >= Options.BatchMessagesMax;

    // Takes small helpings from the queue, so that few messages are out of its byte limit; what the full batch leaves goes into
    // the next one.
    private void Fill(IngestBatch batch)
    {
        const int Helping = 64;
        if (!ReferenceEquals(_tagsInUse, _tags))
            _decoder.UseTags(_tagsInUse = _tags);
        var start = _time.GetTimestamp();
        while (!IsFull(batch) && TakeHelping(Helping))
        {
            if (batch.ReceivedAt == 0)
                batch.ReceivedAt = _helpingSince;
            _decoder.Decode(_helping[_nextOfHelping++], batch);
        }

        batch.DecodeTicks += _time.GetElapsedTime(start).Ticks;
    }

    private bool TakeHelping(int limit)
    {
        if (HasHelping)
            return true;
        _helping.Clear();
        _nextOfHelping = 0;
        _helpingSince = _queue.Drain(_helping, limit);
        return HasHelping;
    }

    private void AbandonQueue(ChannelReader<TakenBatch> taken)
    {
        while (taken.TryRead(out var left))
            BatchCommitter.Abandon(left.Batch);
        _helping.RemoveRange(0, _nextOfHelping);
        _queue.Drain(_helping, int.MaxValue);
        foreach (var message in _helping)
            message.Acknowledger?.Abandoned([message.Cookie]);
        _helping.Clear();
        _nextOfHelping = 0;
    }
}
