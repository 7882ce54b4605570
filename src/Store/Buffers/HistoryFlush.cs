using OrleansTwin.Store.Codecs;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Buffers;

/// <summary>
/// The buffered samples up to a cursor, encoded as history chunks, one per sensor and hour, ready to be written; made outside of
/// the writer, which then only inserts. One checkpoint after the other uses the same, and its room: what they hold by the
/// megabyte would be the heap's largest waste otherwise.
/// </summary>
internal sealed class HistoryFlush(SampleBuffer buffer, HistoryBounds bounds)
{
    private readonly ByteWriter _data = new();
    private readonly List<NewChunk> _chunks = [];
    private readonly List<(int SensorKey, int Count)> _taken = [];
    private readonly List<Sample> _samples = [];

    /// <summary>Bytes of all chunks.</summary>
    public int Bytes => _data.Length;

    /// <summary>Samples of hours that are no longer kept; they are refused.</summary>
    public int TooLate { get; private set; }

    public IReadOnlyList<NewChunk> Chunks => _chunks;

    public long Samples { get; private set; }

    /// <summary>Begins anew with what is buffered up to a cursor.</summary>
    public void Collect(long cursor)
    {
        _data.Clear();
        _chunks.Clear();
        _taken.Clear();
        (TooLate, Samples) = (0, 0);
        for (var key = 0; key < buffer.KeyEnd; key++)
        {
            if (buffer.TailOf(key) is { } tail)
                Add(key, tail, cursor);
        }
    }

    public ReadOnlySpan<byte> DataOf(in NewChunk chunk) => _data.WrittenFrom(chunk.Start)[..chunk.Length];

    /// <summary>The chunks are durable: their samples leave the buffer.</summary>
    public void Saved()
    {
        foreach (var (sensorKey, count) in _taken)
            buffer.DropFirst(sensorKey, count);
        bounds.CountTooLate(TooLate);
    }

    private void Add(int sensorKey, SampleTail tail, long cursor)
    {
        _samples.Clear();
        var count = tail.CopyUpTo(cursor, _samples);
        if (count == 0)
            return;
        _taken.Add((sensorKey, count));
        Samples += count;
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
