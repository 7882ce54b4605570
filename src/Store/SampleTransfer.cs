using OrleansTwin.Store.Codecs;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store;

/// <summary>Samples on their way to another process: in the journal's own form, so that every bit comes along.</summary>
public static class SampleTransfer
{
    public static byte[] Write(ReadOnlyMemory<SensorSample> samples)
    {
        var writer = new ByteWriter();
        JournalCodec.Write(writer, new TextTable(), new JournalBatch(samples, default));
        return writer.Written.ToArray();
    }

    /// <summary>What a stranger sent: nothing of it is believed before it is checked.</summary>
    /// <exception cref="StoreCorruptedException">It is none of <see cref="Write"/>, or has more samples.</exception>
    public static SensorSample[] Read(ReadOnlySpan<byte> data, int samplesMax)
    {
        try
        {
            return JournalCodec.ReadSamples(data, samplesMax);
        }
        catch (OverflowException impossible)
        {
            throw new StoreCorruptedException("A key or time is out of its range.", impossible);
        }
    }
}
