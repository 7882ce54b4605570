using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Ingest.Pipeline;

/// <summary>A conditioned sample and the stable key of its sensor (the store's name table).</summary>
public readonly record struct SensorSample(int SensorKey, Sample Sample);

/// <summary>
/// What is committed at once: samples in order of arrival and the tokens of their messages. Pooled: valid during
/// <see cref="IBatchSink.CommitAsync"/> only.
/// </summary>
public sealed class IngestBatch
{
    private SensorSample[] _samples = new SensorSample[1024];
    private UInt128[] _tokens = new UInt128[16];
    private int _tokenCount;

    /// <summary>Number of the batch since the pipeline was made, from 1.</summary>
    public long Number { get; internal set; }

    public int Count { get; private set; }

    public ReadOnlyMemory<SensorSample> Samples => _samples.AsMemory(0, Count);

    public ReadOnlyMemory<UInt128> Tokens => _tokens.AsMemory(0, _tokenCount);

    /// <summary>Messages that the samples came in.</summary>
    public int Messages => Submissions.Count;

    public bool IsEmpty => Count == 0 && _tokenCount == 0;

    internal List<Submission> Submissions { get; } = [];

    public void Add(int sensorKey, in Sample sample)
    {
        if (Count == _samples.Length)
            Array.Resize(ref _samples, Count * 2);
        _samples[Count++] = new SensorSample(sensorKey, sample);
    }

    public void AddToken(UInt128 token)
    {
        if (_tokenCount == _tokens.Length)
            Array.Resize(ref _tokens, _tokenCount * 2);
        _tokens[_tokenCount++] = token;
    }

    public void Clear()
    {
        _samples.AsSpan(0, Count).Clear();
        Submissions.Clear();
        (Count, _tokenCount) = (0, 0);
    }
}
