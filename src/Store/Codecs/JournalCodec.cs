using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Codecs;

/// <summary>
/// The journal's form of a batch: receipts first (a start reads them alone), then the samples, each as a head byte and
/// differences to the
/// sample before it.
/// </summary>
internal static class JournalCodec
{
    private const byte Version = 1;
    private const byte QualityMask = 0b0000_0011;
    private const byte HasText = 0b0000_0100;
    private const byte RawDiffers = 0b0000_1000;
    private const byte SameDelay = 0b0001_0000;
    private const byte IsWhole = 0b0010_0000;

    /// <summary>Whole numbers up to this size are shorter as a varint than as eight bytes.</summary>
    private const double WholeMax = 1L << 40;

    /// <summary>Bytes of a head, a key, a time, a delay, a value and its raw value.</summary>
    private const int SampleBytesMax = 1 + 5 + 10 + 10 + 8 + 8;

    private const int ReceiptBytesMax = 16 + 10;

    /// <summary>Its number and its length beside the text.</summary>
    private const int TextHeadBytesMax = 10;
    private const int TextBytesPerCharMax = 3;

    /// <summary>What a batch takes at most, without encoding it.</summary>
    public static long BytesMaxOf(in JournalBatch batch)
    {
        var bytes = 1L + (2 * TextHeadBytesMax);
        foreach (ref readonly var receipt in batch.Receipts.Span)
            bytes += ReceiptBytesMax + BytesMaxOf(receipt.Source) + BytesMaxOf(receipt.Answer);
        foreach (ref readonly var entry in batch.Samples.Span)
            bytes += SampleBytesMax + (entry.Sample.Text is { } text ? BytesMaxOf(text) : 0);
        return bytes;
    }

    /// <summary>What so many samples and receipts take at most, with texts and sources of so many characters.</summary>
    public static long BytesMaxOf(int samples, int textChars, int receipts, int sourceChars) =>
        1L + (2 * TextHeadBytesMax)
        + (samples * (SampleBytesMax + TextHeadBytesMax + ((long)TextBytesPerCharMax * textChars)))
        + (receipts * (ReceiptBytesMax + (2L * TextHeadBytesMax) + ((long)TextBytesPerCharMax * sourceChars)));

    public static void Write(ByteWriter writer, TextTable texts, in JournalBatch batch)
    {
        writer.Byte(Version);
        WriteReceipts(writer, texts, batch.Receipts.Span);
        WriteSamples(writer, texts, batch.Samples.Span);
    }

    public static Receipt[] ReadReceipts(ReadOnlySpan<byte> data)
    {
        var reader = Open(data);
        return ReadReceipts(ref reader, new TextTable());
    }

    public static SensorSample[] ReadSamples(ReadOnlySpan<byte> data, int samplesMax = int.MaxValue)
    {
        var reader = Open(data);
        var texts = new TextTable();
        ReadReceipts(ref reader, texts);
        return ReadSamples(ref reader, texts, samplesMax);
    }

    public static void WriteReceipts(ByteWriter writer, TextTable texts, ReadOnlySpan<Receipt> receipts)
    {
        writer.Varint(receipts.Length);
        long ticks = 0;
        foreach (ref readonly var receipt in receipts)
        {
            texts.Write(writer, receipt.Source);
            writer.Token(receipt.Token);
            writer.Zigzag(receipt.ReceiveTicks - ticks);
            ticks = receipt.ReceiveTicks;
            texts.Write(writer, receipt.Answer);
        }
    }

    public static Receipt[] ReadReceipts(ref ByteReader reader, TextTable texts)
    {
        var receipts = new Receipt[reader.Count()];
        long ticks = 0;
        for (var i = 0; i < receipts.Length; i++)
        {
            var source = texts.Read(ref reader) ?? throw new StoreCorruptedException("A receipt has no source.");
            var token = reader.Token();
            ticks += reader.Zigzag();
            receipts[i] = new Receipt(source, token, ticks, texts.Read(ref reader));
        }

        return receipts;
    }

    private static long BytesMaxOf(string? text) => TextHeadBytesMax + ((text?.Length ?? 0) * (long)TextBytesPerCharMax);

    private static ByteReader Open(ReadOnlySpan<byte> data)
    {
        var reader = new ByteReader(data);
        var version = reader.Byte();
        return version == Version
            ? reader
            : throw new StoreCorruptedException($"A journal batch has format {version}; this program reads {Version}.");
    }

    private static void WriteSamples(ByteWriter writer, TextTable texts, ReadOnlySpan<SensorSample> samples)
    {
        writer.Varint(samples.Length);
        var previous = default(Place);
        foreach (ref readonly var entry in samples)
            WriteSample(writer, texts, entry.SensorKey, entry.Sample, ref previous);
    }

    private static void WriteSample(ByteWriter writer, TextTable texts, int key, in Sample sample, ref Place previous)
    {
        var delay = sample.ReceiveTicks - sample.SourceTicks;
        var isWhole = TryWhole(sample.Value, out var whole);
        var rawDiffers = !SameBits(sample.Value, sample.RawValue);
        writer.Byte((byte)((byte)sample.Quality | (sample.Text is null ? 0 : HasText) | (rawDiffers ? RawDiffers : 0)
            | (delay == previous.Delay ? SameDelay : 0) | (isWhole ? IsWhole : 0)));
        writer.Zigzag(key - (long)previous.Key);
        writer.Zigzag(sample.SourceTicks - previous.Ticks);
        if (delay != previous.Delay)
            writer.Zigzag(delay - previous.Delay);
        if (isWhole)
            writer.Zigzag(whole);
        else
            writer.Number(sample.Value);
        if (rawDiffers)
            writer.Number(sample.RawValue);
        if (sample.Text is not null)
            texts.Write(writer, sample.Text);
        previous = new Place(key, sample.SourceTicks, delay);
    }

    private static SensorSample[] ReadSamples(ref ByteReader reader, TextTable texts, int samplesMax)
    {
        var samples = reader.Count() is var count && count <= samplesMax
            ? new SensorSample[count]
            : throw new StoreCorruptedException($"A batch of {count} samples where at most {samplesMax} are expected.");
        var previous = default(Place);
        for (var i = 0; i < samples.Length; i++)
            samples[i] = ReadSample(ref reader, texts, ref previous);
        return reader.IsAtEnd ? samples : throw new StoreCorruptedException("A journal batch is longer than its samples.");
    }

    private static SensorSample ReadSample(ref ByteReader reader, TextTable texts, ref Place previous)
    {
        var head = reader.Byte();
        var key = checked((int)(previous.Key + reader.Zigzag()));
        var ticks = previous.Ticks + reader.Zigzag();
        var delay = previous.Delay + ((head & SameDelay) != 0 ? 0 : reader.Zigzag());
        var value = (head & IsWhole) != 0 ? reader.Zigzag() : reader.Number();
        var raw = (head & RawDiffers) != 0 ? reader.Number() : value;
        var text = (head & HasText) != 0 ? texts.Read(ref reader) : null;
        previous = new Place(key, ticks, delay);
        return new SensorSample(key, new Sample(ticks, ticks + delay, value, raw, (Quality)(head & QualityMask), text));
    }

    private static bool TryWhole(double value, out long whole)
    {
        whole = Math.Abs(value) < WholeMax ? (long)value : long.MaxValue;
        return SameBits(whole, value);
    }

    private static bool SameBits(double a, double b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b);

    private readonly record struct Place(int Key, long Ticks, long Delay);
}
