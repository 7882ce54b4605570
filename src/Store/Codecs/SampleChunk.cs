using System.Buffers;
using System.Runtime.InteropServices;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Codecs;

/// <summary>
/// History's form of a stretch of one sensor's ordered, distinct samples, bit for bit (ADR 5): a column each of source times,
/// raw values, values, receive times, qualities and texts; a column that says nothing new is left out. The only place that knows
/// this form and its predecessor.
/// </summary>
internal static class SampleChunk
{
    private const byte Version = 2;
    private const byte HasQuality = 0b01_0000;
    private const byte HasText = 0b10_0000;
    private const int RawShift = 2;
    private const byte FormMask = 0b11;

    /// <summary>No chunk has more samples than this a byte: a block of 256 takes ten and more.</summary>
    private const int SamplesPerByteMax = 32;

    public static void Write(ByteWriter writer, ReadOnlySpan<Sample> samples)
    {
        if (!SampleOrder.IsStrictlyOrdered(samples))
            throw new ArgumentException("Samples of a chunk have to be ordered and distinct.", nameof(samples));
        using var columns = new SampleColumns(samples.Length);
        columns.Fill(samples);
        Write(writer, columns);
    }

    /// <summary>Adds the chunk's samples to <paramref name="into"/>.</summary>
    /// <exception cref="StoreCorruptedException">The data is not a chunk, or its samples are not in order.</exception>
    public static void Read(ReadOnlySpan<byte> data, List<Sample> into)
    {
        if (data.Length > 0 && data[0] == SampleChunkV1.Version)
        {
            SampleChunkV1.Read(data, into);
            return;
        }

        var reader = new ByteReader(data);
        var version = reader.Byte();
        if (version != Version)
        {
            throw new StoreCorruptedException(
                $"A history chunk has format {version}; this program reads {SampleChunkV1.Version} and {Version}.");
        }

        var form = reader.Byte();
        var count = reader.Count();
        if (count > (long)data.Length * SamplesPerByteMax)
            throw new StoreCorruptedException($"A history chunk of {data.Length} bytes says that it has {count} samples.");
        using var columns = new SampleColumns(count);
        Read(ref reader, form, columns);
        var start = into.Count;
        CollectionsMarshal.SetCount(into, start + count);
        var samples = CollectionsMarshal.AsSpan(into)[start..];
        columns.CopyTo(samples);
        if (!reader.IsAtEnd || !SampleOrder.IsStrictlyOrdered(samples))
            throw new StoreCorruptedException($"A history chunk of {count} samples is longer than they are, or out of order.");
    }

    private static void Write(ByteWriter writer, in SampleColumns columns)
    {
        writer.Byte(Version);
        var formAt = writer.Length;
        writer.Byte(0);
        writer.Varint(columns.Sources.Length);
        IntegerColumn.Write(writer, columns.Sources);
        var raw = ValueColumns.Write(writer, columns.Values, columns.Raws);
        var receive = ReceiveColumn.FormOf(columns.Sources, columns.Receives);
        ReceiveColumn.Write(writer, receive, columns.Sources, columns.Receives);
        var hasQuality = columns.Qualities.ContainsAnyExcept((byte)Quality.Good);
        if (hasQuality)
            WriteQualities(writer, columns.Qualities);
        var hasText = columns.Texts.ContainsAnyExcept((string?)null);
        if (hasText)
            TextColumn.Write(writer, columns.Texts);
        var columnsLeft = (hasQuality ? HasQuality : 0) | (hasText ? HasText : 0);
        writer.Set(formAt, (byte)((byte)receive | ((byte)raw << RawShift) | columnsLeft));
    }

    private static void Read(ref ByteReader reader, byte form, in SampleColumns columns)
    {
        IntegerColumn.Read(ref reader, columns.Sources);
        ValueColumns.Read(ref reader, (RawForm)((form >> RawShift) & FormMask), columns.Values, columns.Raws);
        ReceiveColumn.Read(ref reader, (ReceiveForm)(form & FormMask), columns.Sources, columns.Receives);
        if ((form & HasQuality) != 0)
            ReadQualities(ref reader, columns.Qualities);
        else
            columns.Qualities.Clear();
        if ((form & HasText) != 0)
            TextColumn.Read(ref reader, columns.Texts);
        else
            columns.Texts.Clear();
    }

    private static void WriteQualities(ByteWriter writer, ReadOnlySpan<byte> qualities)
    {
        var numbers = ArrayPool<long>.Shared.Rent(qualities.Length);
        for (var i = 0; i < qualities.Length; i++)
            numbers[i] = qualities[i];
        IntegerColumn.Write(writer, numbers.AsSpan(0, qualities.Length));
        ArrayPool<long>.Shared.Return(numbers);
    }

    private static void ReadQualities(ref ByteReader reader, Span<byte> qualities)
    {
        var numbers = ArrayPool<long>.Shared.Rent(qualities.Length);
        IntegerColumn.Read(ref reader, numbers.AsSpan(0, qualities.Length));
        for (var i = 0; i < qualities.Length; i++)
        {
            qualities[i] = numbers[i] is >= 0 and <= (long)Quality.Bad
                ? (byte)numbers[i]
                : throw new StoreCorruptedException($"A sample has quality {numbers[i]}; known are 0 to {(int)Quality.Bad}.");
        }

        ArrayPool<long>.Shared.Return(numbers);
    }
}
