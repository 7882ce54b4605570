using OrleansTwin.Store.Codecs;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Tests.Codecs;

public sealed class JournalCodecTests
{
    [Fact]
    public void Every_batch_comes_back_bit_for_bit_with_its_receipts()
    {
        var writer = new ByteWriter();
        var texts = new TextTable();
        for (var seed = 0; seed < 200; seed++)
        {
            var seeded = new Seeded(seed);
            var samples = seeded.Samples(seed).Select(sample => new SensorSample(seeded.Random.Next(), sample)).ToArray();
            var receipts = Enumerable.Range(0, seed % 5).Select(i => ReceiptOf(seeded, i)).ToArray();
            writer.Clear();
            texts.Clear();
            JournalCodec.Write(writer, texts, new JournalBatch(samples, receipts));
            Assert.True(writer.Length <= JournalCodec.BytesMaxOf(new JournalBatch(samples, receipts)), $"seed {seed}");
            var read = JournalCodec.ReadSamples(writer.Written);
            Assert.Equal(samples.Select(entry => entry.SensorKey), read.Select(entry => entry.SensorKey));
            SampleAssert.Same(SamplesOf(samples), SamplesOf(read), $"seed {seed}");
            Assert.Equal(receipts, JournalCodec.ReadReceipts(writer.Written));
        }
    }

    [Fact]
    public void A_checksum_tells_every_changed_bit_and_another_key()
    {
        var data = new byte[37];
        new Random(1).NextBytes(data);
        var checksum = Crc32C.Of(7, data);
        Assert.NotEqual(checksum, Crc32C.Of(8, data));
        for (var bit = 0; bit < data.Length * 8; bit++)
        {
            data[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.NotEqual(checksum, Crc32C.Of(7, data));
            data[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void The_checksum_is_crc_32c()
    {
        Assert.Equal(0xE3069283u, Crc32C.Of("123456789"u8));
        Assert.Equal(0xE3069283u, Crc32C.Continue(Crc32C.Of("12345"u8), "6789"u8));
    }

    private static Sample[] SamplesOf(SensorSample[] entries) => [.. entries.Select(entry => entry.Sample)];

    private static Receipt ReceiptOf(Seeded seeded, int number) => new(
        seeded.Pick("mqtt", "http"), new UInt128((ulong)number, ulong.MaxValue), seeded.Random.NextInt64(),
        seeded.Pick("{}", null));
}
