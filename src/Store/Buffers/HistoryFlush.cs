using OrleansTwin.Store.Codecs;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Buffers;

/// <summary>
/// The buffered samples up to a cursor, encoded as history chunks, one per sensor and hour, some at a time: each sensor may
/// have one, and what a plant of a million holds of them at once would be the heap's largest waste. One checkpoint after the
/// other uses the same room.
/// </summary>
internal sealed class HistoryFlush(SampleBuffer buffer, HistoryBounds bounds)
{
    private const int ChunksAtOnce = 1_000;

    private readonly ByteWriter _data = new();
    private readonly List<NewChunk> _chunks = [];
    private readonly List<Sample> _samples = [];
    private long _cursor;
    private int _next;

    /// <summary>Bytes of all chunks so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Samples so far, those that are refused included.</summary>
    public long Samples { get; private set; }

    /// <summary>Samples of hours that are no longer kept; they are refused.</summary>
    public int TooLate { get; private set; }

    /// <summary>Those that <see cref="Encode"/> has come to.</summary>
    public IReadOnlyList<NewChunk> Chunks => _chunks;

    /// <summary>Begins anew with what is buffered up to a cursor, of which nothing more comes.</summary>
    public void Begin(long cursor) => (_cursor, _next, Bytes, Samples, TooLate) = (cursor, 0, 0, 0, 0);

    /// <summary>Encodes the next chunks in place of the last ones; false: there are no more.</summary>
    public bool Encode()
    {
        _data.Clear();
        _chunks.Clear();
        while (_chunks.Count < ChunksAtOnce && _next < buffer.KeyEnd)
        {
            if (buffer.TailOf(_next) is { } tail)
                Add(_next, tail);
            _next++;
        }

        Bytes += _data.Length;
        return _chunks.Count > 0;
    }

    public ReadOnlySpan<byte> DataOf(in NewChunk chunk) => _data.WrittenFrom(chunk.Start)[..chunk.Length];

    /// <summary>The chunks are durable: their samples leave the buffer.</summary>
    public void Saved()
    {
        buffer.DropUpTo(_cursor);
        bounds.CountTooLate(TooLate);
    }

    private void Add(int sensorKey, SampleTail tail)
    {
        _samples.Clear();
        tail.CopyUpTo(_cursor, _samples);
        Samples += _samples.Count;
        SampleOrder.SortDistinct(_samples);
        foreach (var hour in Hours.Split(_samples))
        {
            if (hour.Hour < bounds.SamplesFromHour)
            {
                TooLate += hour.Samples.Length;
                continue;
            }

            var start = _data.Length;
            SampleChunk.Write(_data, hour.Samples);
            _chunks.Add(new NewChunk(
                sensorKey, hour.Hour, hour.Samples.Length, hour.Samples[0].SourceTicks, hour.Samples[^1].SourceTicks, start,
                _data.Length - start));
        }
    }
}

/// <summary>A chunk to insert; its bytes are <paramref name="Length"/> at <paramref name="Start"/> of the flush's data.</summary>
internal readonly record struct NewChunk(
    int SensorKey, long Hour, int Samples, long FirstTicks, long LastTicks, int Start, int Length);
