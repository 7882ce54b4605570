using OrleansTwin.Store.Archive;
using OrleansTwin.Store.Codecs;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Tests.Codecs;

/// <summary>The archive's form of journal batches.</summary>
public class ArchiveCodecTests
{
    private const long Start = 638_000_000_000_000_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Batches_come_back_in_order_and_bit_for_bit(int seed)
    {
        var batches = Batches(new Random(seed), firstSequence: 17);

        var found = ArchiveCodec.Read(Encode(batches), 17, 17 + batches.Count - 1);

        Assert.Equal(batches.Select(batch => batch.Sequence), found.Select(batch => batch.Sequence));
        foreach (var (expected, read) in batches.Zip(found))
            Assert.Equal(expected.Samples.Select(Bits), read.Samples.Select(Bits));
    }

    [Fact]
    public void A_sensor_that_sends_every_100_ms_takes_about_a_byte_a_sample()
    {
        var random = new Random(4);
        List<JournalEntry> batches = [];
        for (var step = 0; step < 1000; step++)
        {
            var at = Start + (step * 100 * TimeSpan.TicksPerMillisecond);
            var samples = Enumerable.Range(0, 20).Select(key =>
            {
                var value = Math.Round(20 + (10 * Math.Sin((step + key) / 30.0)) + random.NextDouble(), 1);
                return new SensorSample(key, new Sample(at, at + 70_000, value, value, Quality.Good, null));
            });
            batches.Add(new JournalEntry(step + 1, [.. samples]));
        }

        Assert.InRange(Encode(batches).Length / 20_000.0, 0.1, 1.3);
    }

    [Theory]
    [InlineData(5)]
    public void Damaged_bytes_are_refused_and_nothing_else_happens(int seed)
    {
        var random = new Random(seed);
        var data = Encode(Batches(random, firstSequence: 1));
        for (var round = 0; round < 2000; round++)
        {
            var damaged = data.ToArray();
            for (var flips = random.Next(1, 4); flips > 0; flips--)
                damaged[random.Next(damaged.Length)] ^= (byte)random.Next(1, 256);
            try
            {
                ArchiveCodec.Read(damaged.AsSpan(0, random.Next(4) == 0 ? random.Next(damaged.Length) : damaged.Length), 1, 60);
            }
            catch (StoreCorruptedException)
            {
                // The only thing that may be thrown; what reads as batches is caught by the block's checksum.
            }
        }
    }

    private static byte[] Encode(IReadOnlyList<JournalEntry> batches)
    {
        var writer = new ByteWriter();
        ArchiveCodec.Write(writer, new ArchiveColumns(), batches);
        return writer.Written.ToArray();
    }

    private static List<JournalEntry> Batches(Random random, long firstSequence)
    {
        double[] odd = [double.NaN, -0.0, 0, double.MaxValue, double.Epsilon, double.NegativeInfinity, 1e300, 0.1 + 0.2];
        var isMillisecond = random.Next(2) == 0;
        List<JournalEntry> batches = [];
        for (var number = 0; number < 60; number++)
        {
            var samples = new SensorSample[random.Next(4) == 0 ? 0 : random.Next(200)];
            for (var i = 0; i < samples.Length; i++)
            {
                var unit = isMillisecond ? TimeSpan.TicksPerMillisecond : 1;
                var source = Start + (random.Next(-1_000_000, 1_000_000) * unit);
                var decimalValue = Math.Round(random.NextDouble() * 100, random.Next(5));
                var value = random.Next(10) == 0 ? odd[random.Next(odd.Length)] : decimalValue;
                var raw = random.Next(3) == 0 ? value * 1.7 : value;
                var text = random.Next(5) == 0 ? $"state {random.Next(4)}" : null;
                var sample = new Sample(
                    source, source + random.Next(-5000, 900_000), value, raw, (Quality)random.Next(3), text);
                samples[i] = new SensorSample(random.Next(12) * 1000, sample);
            }

            batches.Add(new JournalEntry(firstSequence + number, samples));
        }

        return batches;
    }

    private static (int, long, long, long, long, Quality, string?) Bits(SensorSample entry) => (
        entry.SensorKey, entry.Sample.SourceTicks, entry.Sample.ReceiveTicks, BitConverter.DoubleToInt64Bits(entry.Sample.Value),
        BitConverter.DoubleToInt64Bits(entry.Sample.RawValue), entry.Sample.Quality, entry.Sample.Text);
}
