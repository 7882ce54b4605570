using System.Buffers;
using System.Runtime.InteropServices;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Codecs;

/// <summary>
/// The first form of history's chunks, which is only read: it wrote every number as a varint or as the bytes in which it differs
/// from the one before. Chunks in it remain until they are merged or leave by their age.
/// </summary>
internal static class SampleChunkV1
{
    public const byte Version = 1;
    private const byte HasRaw = 1;
    private const byte HasDelay = 2;
    private const byte HasQuality = 4;
    private const byte HasText = 8;

    /// <summary>Adds the chunk's samples to <paramref name="into"/>.</summary>
    /// <exception cref="StoreCorruptedException">The data is not a chunk, or its samples are not in order.</exception>
    public static void Read(ReadOnlySpan<byte> data, List<Sample> into)
    {
        var reader = new ByteReader(data);
        var version = reader.Byte();
        if (version != Version)
            throw new StoreCorruptedException($"A history chunk has format {version}; this program reads {Version}.");
        var columns = reader.Byte();
        var count = reader.Count();
        if (count == 0)
            return;
        if (count > data.Length)
            throw new StoreCorruptedException($"A history chunk of {data.Length} bytes says that it has {count} samples.");
        var start = into.Count;
        CollectionsMarshal.SetCount(into, start + count);
        using var rows = new Columns(count);
        rows.Read(ref reader, columns);
        rows.CopyTo(CollectionsMarshal.AsSpan(into)[start..]);
        if (!reader.IsAtEnd || !SampleOrder.IsStrictlyOrdered(CollectionsMarshal.AsSpan(into)[start..]))
            throw new StoreCorruptedException($"A history chunk of {count} samples is longer than they are, or out of order.");
    }

    /// <summary>The columns of a chunk while it is read, in rented arrays.</summary>
    private readonly ref struct Columns(int count) : IDisposable
    {
        private readonly long[] _ticks = ArrayPool<long>.Shared.Rent(count);
        private readonly long[] _delays = ArrayPool<long>.Shared.Rent(count);
        private readonly double[] _values = ArrayPool<double>.Shared.Rent(count);
        private readonly double[] _raws = ArrayPool<double>.Shared.Rent(count);
        private readonly byte[] _qualities = ArrayPool<byte>.Shared.Rent(count);
        private readonly string?[] _texts = ArrayPool<string?>.Shared.Rent(count);

        public void Read(ref ByteReader reader, byte columns)
        {
            ReadTimes(ref reader);
            NumberColumnV1.Read(ref reader, _values.AsSpan(0, count));
            if ((columns & HasRaw) != 0)
                NumberColumnV1.Read(ref reader, _raws.AsSpan(0, count));
            else
                _values.AsSpan(0, count).CopyTo(_raws);
            ReadDelays(ref reader, (columns & HasDelay) != 0);
            if ((columns & HasQuality) != 0)
                reader.Bytes(count).CopyTo(_qualities);
            else
                _qualities.AsSpan(0, count).Clear();
            ReadTexts(ref reader, (columns & HasText) != 0);
        }

        public void CopyTo(Span<Sample> samples)
        {
            for (var i = 0; i < samples.Length; i++)
            {
                samples[i] = new Sample(
                    _ticks[i], _ticks[i] + _delays[i], _values[i], _raws[i], (Quality)_qualities[i], _texts[i]);
            }
        }

        public void Dispose()
        {
            ArrayPool<long>.Shared.Return(_ticks);
            ArrayPool<long>.Shared.Return(_delays);
            ArrayPool<double>.Shared.Return(_values);
            ArrayPool<double>.Shared.Return(_raws);
            ArrayPool<byte>.Shared.Return(_qualities);
            ArrayPool<string?>.Shared.Return(_texts, clearArray: true);
        }

        private void ReadTimes(ref ByteReader reader)
        {
            long ticks = 0, step = 0;
            for (var i = 0; i < count; i++)
            {
                step += reader.Zigzag();
                ticks += step;
                _ticks[i] = ticks;
            }
        }

        private void ReadDelays(ref ByteReader reader, bool isPresent)
        {
            long delay = 0;
            for (var i = 0; i < count; i++)
                _delays[i] = isPresent ? delay += reader.Zigzag() : 0;
        }

        private void ReadTexts(ref ByteReader reader, bool isPresent)
        {
            var texts = new TextTable();
            for (var i = 0; i < count; i++)
                _texts[i] = isPresent ? texts.Read(ref reader) : null;
        }
    }
}
