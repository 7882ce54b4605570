using System.Threading.Channels;

namespace OrleansTwin.Ingest.Sources;

/// <summary>
/// For sources that make samples themselves: hands out pooled batches, submits them, and takes them back when they are
/// committed. At most
/// <paramref name="inFlightMax"/> batches wait for their commit; then <see cref="RentAsync"/> waits.
/// </summary>
public sealed class BatchSubmitter : IAcknowledger
{
    private readonly IIngest _ingest;
    private readonly string _source;
    private readonly int _inFlightMax;
    private readonly Channel<RawBatch> _free = Channel.CreateUnbounded<RawBatch>();
    private readonly RawBatch[] _batches;
    private long _messages;
    private long _accepted;
    private long _rejected;
    private long _unknown;

    public BatchSubmitter(IIngest ingest, string source, int inFlightMax = 8)
    {
        (_ingest, _source, _inFlightMax) = (ingest, source, inFlightMax);
        _batches = [.. Enumerable.Range(0, inFlightMax).Select(_ => new RawBatch())];
        foreach (var batch in _batches)
            _free.Writer.TryWrite(batch);
    }

    /// <summary>Batches committed.</summary>
    public long Messages => Interlocked.Read(ref _messages);

    /// <summary>Samples accepted and committed.</summary>
    public long Accepted => Interlocked.Read(ref _accepted);

    public long Rejected => Interlocked.Read(ref _rejected);

    /// <summary>Samples whose tag no sensor has.</summary>
    public long Unknown => Interlocked.Read(ref _unknown);

    /// <summary>An empty batch; waits while all are on their way.</summary>
    /// <exception cref="PipelineStoppedException">The pipeline stopped before a batch was committed.</exception>
    public async ValueTask<RawBatch> RentAsync(CancellationToken cancel)
    {
        try
        {
            return await _free.Reader.ReadAsync(cancel);
        }
        catch (ChannelClosedException)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <summary>Gives back a batch that was not submitted.</summary>
    public void Return(RawBatch batch)
    {
        batch.Clear();
        _free.Writer.TryWrite(batch);
    }

    public ValueTask SubmitAsync(RawBatch batch, long receiveTicks, CancellationToken cancel)
    {
        return _ingest.SubmitAsync(
            new SourceMessage
            {
                Source = _source,
                Samples = batch,
                ReceiveTicks = receiveTicks,
                Acknowledger = this,
                Cookie = Array.IndexOf(_batches, batch),
            },
            cancel);
    }

    /// <summary>Completes when everything submitted is committed. Nothing may be submitted meanwhile.</summary>
    /// <exception cref="PipelineStoppedException">The pipeline stopped before.</exception>
    public async Task FlushAsync(CancellationToken cancel)
    {
        var idle = new List<RawBatch>();
        while (idle.Count < _inFlightMax)
            idle.Add(await RentAsync(cancel));
        foreach (var batch in idle)
            _free.Writer.TryWrite(batch);
    }

    public void Committed(ReadOnlySpan<SubmissionResult> results)
    {
        foreach (var result in results)
        {
            Interlocked.Increment(ref _messages);
            Interlocked.Add(ref _accepted, result.Accepted);
            Interlocked.Add(ref _rejected, result.Rejected);
            Interlocked.Add(ref _unknown, result.Unknown);
            var batch = _batches[result.Cookie];
            batch.Clear();
            _free.Writer.TryWrite(batch);
        }
    }

    public void Abandoned(ReadOnlySpan<long> cookies) => _free.Writer.TryComplete();
}
