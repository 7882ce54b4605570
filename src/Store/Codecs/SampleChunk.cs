using System.Buffers;
using System.Runtime.InteropServices;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Codecs;

/// <summary>
/// History's form of a stretch of one sensor's ordered, distinct samples, bit for bit: a column each of times (differences of
/// differences), values, raw values, delays
/// (receive − source time), qualities and texts; a column that says nothing new is left out. The only place that knows this form.
/// </summary>
internal static class SampleChunk
{
    private const byte Version = 1;
    private const byte HasRaw = 1;
    private const byte HasDelay = 2;
    private const byte HasQuality = 4;
    private const byte HasText = 8;

    public static void Write(ByteWriter writer, ReadOnlySpan<Sample> samples)
    {
        if (!SampleOrder.IsStrictlyOrdered(samples))
            throw new ArgumentException("Samples of a chunk have to be ordered and distinct.", nameof(samples));
        var columns = ColumnsOf(samples);
        writer.Byte(Version);
        writer.Byte(columns);
        writer.Varint(samples.Length);
        if (samples.IsEmpty)
            return;
        WriteTimes(writer, samples);
        WriteNumbers(writer, samples, isRaw: false);
        if ((columns & HasRaw) != 0)
            WriteNumbers(writer, samples, isRaw: true);
        if ((columns & HasDelay) != 0)
            WriteDelays(writer, samples);
        if ((columns & HasQuality) != 0)
            WriteQualities(writer, samples);
        if ((columns & HasText) != 0)
            WriteTexts(writer, samples);
    }

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
        var start = into.Count;
        CollectionsMarshal.SetCount(into, start + count);
        using var rows = new Columns(count);
        rows.Read(ref reader, columns);
        rows.CopyTo(CollectionsMarshal.AsSpan(into)[start..]);
        if (!reader.IsAtEnd || !SampleOrder.IsStrictlyOrdered(CollectionsMarshal.AsSpan(into)[start..]))
            throw new StoreCorruptedException($"A history chunk of {count} samples is longer than they are, or out of order.");
    }

    private static byte ColumnsOf(ReadOnlySpan<Sample> samples)
    {
        byte columns = 0;
        foreach (ref readonly var sample in samples)
        {
            if (BitConverter.DoubleToInt64Bits(sample.RawValue) != BitConverter.DoubleToInt64Bits(sample.Value))
                columns |= HasRaw;
            if (sample.ReceiveTicks != sample.SourceTicks)
                columns |= HasDelay;
            if (sample.Quality != Quality.Good)
                columns |= HasQuality;
            if (sample.Text is not null)
                columns |= HasText;
        }

        return columns;
    }

    private static void WriteTimes(ByteWriter writer, ReadOnlySpan<Sample> samples)
    {
        long ticks = 0, step = 0;
        foreach (ref readonly var sample in samples)
        {
            var nextStep = sample.SourceTicks - ticks;
            writer.Zigzag(nextStep - step);
            step = nextStep;
            ticks = sample.SourceTicks;
        }
    }

    private static void WriteNumbers(ByteWriter writer, ReadOnlySpan<Sample> samples, bool isRaw)
    {
        var numbers = ArrayPool<double>.Shared.Rent(samples.Length);
        for (var i = 0; i < samples.Length; i++)
            numbers[i] = isRaw ? samples[i].RawValue : samples[i].Value;
        NumberColumn.Write(writer, numbers.AsSpan(0, samples.Length));
        ArrayPool<double>.Shared.Return(numbers);
    }

    private static void WriteDelays(ByteWriter writer, ReadOnlySpan<Sample> samples)
    {
        long previous = 0;
        foreach (ref readonly var sample in samples)
        {
            var delay = sample.ReceiveTicks - sample.SourceTicks;
            writer.Zigzag(delay - previous);
            previous = delay;
        }
    }

    private static void WriteQualities(ByteWriter writer, ReadOnlySpan<Sample> samples)
    {
        foreach (ref readonly var sample in samples)
            writer.Byte((byte)sample.Quality);
    }

    private static void WriteTexts(ByteWriter writer, ReadOnlySpan<Sample> samples)
    {
        var texts = new TextTable();
        foreach (ref readonly var sample in samples)
            texts.Write(writer, sample.Text);
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
            NumberColumn.Read(ref reader, _values.AsSpan(0, count));
            if ((columns & HasRaw) != 0)
                NumberColumn.Read(ref reader, _raws.AsSpan(0, count));
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
