using System.Runtime.InteropServices;
using OrleansTwin.Store.Codecs;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Tests.Codecs;

public sealed class SampleChunkTests
{
    [Fact]
    public void Every_chunk_comes_back_bit_for_bit()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var samples = new Seeded(seed).Ordered(1 + (seed % 200));
            SampleAssert.Same(samples, RoundTrip(samples), $"seed {seed}");
        }
    }

    [Fact]
    public void A_ten_hertz_signal_of_two_decimals_takes_a_byte_a_sample()
    {
        var random = new Random(4);
        List<Sample> samples = [];
        for (var i = 0; i < 1000; i++)
            samples.Add(new Sample(Seeded.Start + (i * 1_000_000L), Math.Round(20 + random.NextDouble(), 2)));
        var writer = new ByteWriter();
        SampleChunk.Write(writer, CollectionsMarshal.AsSpan(samples));
        Assert.InRange(writer.Length, 800, 1000);
    }

    [Fact]
    public void A_linear_calibration_costs_next_to_nothing()
    {
        var random = new Random(5);
        List<Sample> plain = [], calibrated = [];
        for (var i = 0; i < 1000; i++)
        {
            var raw = Math.Round(20 + random.NextDouble(), 2);
            plain.Add(new Sample(Seeded.Start + (i * 1_000_000L), raw));
            calibrated.Add(plain[^1] with { Value = (raw * 1.0237) - 4.5 });
        }

        Assert.InRange(LengthOf(calibrated), 0, LengthOf(plain) + 60);
    }

    [Fact]
    public void Receive_times_of_whole_milliseconds_cost_what_their_jitter_does()
    {
        var random = new Random(6);
        List<Sample> samples = [];
        for (var i = 0; i < 1000; i++)
        {
            var source = Seeded.Start + (i * 1_000_000L);
            var delay = random.Next(2, 10) * TimeSpan.TicksPerMillisecond;
            samples.Add(new Sample(source, source + delay, 1, 1, Quality.Good, null));
        }

        Assert.InRange(LengthOf(samples), 0, 500);
    }

    [Fact]
    public void Samples_out_of_order_are_refused()
    {
        Sample[] samples = [new(Seeded.Start + 1, 1.0), new(Seeded.Start, 1.0)];
        Assert.Throws<ArgumentException>(() => SampleChunk.Write(new ByteWriter(), samples));
    }

    [Fact]
    public void A_cut_or_changed_chunk_is_either_told_or_the_same_length()
    {
        var writer = new ByteWriter();
        SampleChunk.Write(writer, CollectionsMarshal.AsSpan(new Seeded(9).Ordered(100)));
        for (var length = 0; length < writer.Length; length++)
        {
            var cut = writer.Written[..length].ToArray();
            Assert.Throws<StoreCorruptedException>(() => SampleChunk.Read(cut, []));
        }
    }

    [Fact]
    public void Sorting_keeps_the_first_of_equal_samples()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var samples = new Seeded(seed).Samples(80);
            new Seeded(seed).Random.Shuffle(CollectionsMarshal.AsSpan(samples));
            var expected = samples.Order(Comparer<Sample>.Create((a, b) => Sample.Compare(a, b))).ToList();
            for (var i = expected.Count - 1; i > 0; i--)
            {
                if (Sample.Compare(expected[i - 1], expected[i]) == 0)
                    expected.RemoveAt(i);
            }

            SampleOrder.SortDistinct(samples);
            SampleAssert.Same(expected, samples, $"seed {seed}");
        }
    }

    private static int LengthOf(List<Sample> samples)
    {
        var writer = new ByteWriter();
        SampleChunk.Write(writer, CollectionsMarshal.AsSpan(samples));
        return writer.Length;
    }

    private static List<Sample> RoundTrip(List<Sample> samples)
    {
        var writer = new ByteWriter();
        SampleChunk.Write(writer, CollectionsMarshal.AsSpan(samples));
        List<Sample> read = [];
        SampleChunk.Read(writer.Written, read);
        return read;
    }
}
