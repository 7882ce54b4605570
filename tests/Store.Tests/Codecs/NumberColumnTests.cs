using OrleansTwin.Store.Codecs;

namespace OrleansTwin.Store.Tests.Codecs;

public sealed class NumberColumnTests
{
    [Fact]
    public void Whole_numbers_of_every_kind_come_back()
    {
        for (var seed = 0; seed < 2000; seed++)
        {
            var numbers = Numbers(new Random(seed), 1 + (seed * 7 % 600));
            var writer = new ByteWriter();
            IntegerColumn.Write(writer, numbers);
            var reader = new ByteReader(writer.Written);
            var read = new long[numbers.Length];
            IntegerColumn.Read(ref reader, read);
            Assert.True(numbers.AsSpan().SequenceEqual(read) && reader.IsAtEnd, $"seed {seed}");
        }
    }

    [Fact]
    public void Doubles_of_every_kind_come_back_bit_for_bit()
    {
        for (var seed = 0; seed < 2000; seed++)
        {
            var numbers = Doubles(new Random(seed), 1 + (seed * 7 % 600));
            var writer = new ByteWriter();
            DoubleColumn.Write(writer, numbers);
            var reader = new ByteReader(writer.Written);
            var read = new double[numbers.Length];
            DoubleColumn.Read(ref reader, read);
            Assert.True(Bits(numbers).SequenceEqual(Bits(read)) && reader.IsAtEnd, $"seed {seed}");
        }
    }

    [Fact]
    public void Regular_numbers_with_a_few_outliers_take_a_few_bytes()
    {
        var numbers = new long[256];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = 638_000_000_000_000_000 + (i * 1_000_000L) + (i is 17 or 200 ? 123_457 : 0);
        var writer = new ByteWriter();
        IntegerColumn.Write(writer, numbers);
        Assert.InRange(writer.Length, 1, 50);
    }

    [Fact]
    public void Values_of_full_precision_take_hardly_more_than_they_are()
    {
        var random = new Random(3);
        var writer = new ByteWriter();
        DoubleColumn.Write(writer, [.. Enumerable.Range(0, 4096).Select(_ => random.NextDouble())]);
        Assert.InRange(writer.Length, 1, 4096 * 8.1);
    }

    private static IEnumerable<long> Bits(double[] values) => values.Select(BitConverter.DoubleToInt64Bits);

    private static long[] Numbers(Random random, int count)
    {
        var (kind, scale) = (random.Next(6), 1L << random.Next(1, 62));
        var numbers = new long[count];
        var level = random.NextInt64(long.MinValue, long.MaxValue);
        for (var i = 0; i < count; i++)
        {
            numbers[i] = kind switch
            {
                0 => level,
                1 => level + (i * scale),
                2 => random.NextInt64(-scale, scale),
                3 => level += random.NextInt64(-scale, scale),
                4 => random.Next(20) == 0 ? random.NextInt64(long.MinValue, long.MaxValue) : level + random.Next(4),
                _ => random.Next(3) == 0 ? long.MinValue : long.MaxValue,
            };
        }

        return numbers;
    }

    private static double[] Doubles(Random random, int count)
    {
        double[] odd =
        [
            double.NaN, -double.NaN, BitConverter.Int64BitsToDouble(0x7FF0_0000_0000_0001), double.PositiveInfinity,
            double.NegativeInfinity, -0.0, 0.0, double.Epsilon, -double.Epsilon, double.MaxValue, double.MinValue, 1e22, 1e23,
            9007199254740993, 2.2250738585072011e-308,
        ];
        var (kind, places, oddEvery) = (random.Next(4), random.Next(0, 9), random.Next(2) == 0 ? 1000 : random.Next(1, 40));
        var level = random.NextDouble() * 1000;
        var numbers = new double[count];
        for (var i = 0; i < count; i++)
        {
            level += random.NextDouble() - 0.5;
            numbers[i] = random.Next(oddEvery) == 0 ? odd[random.Next(odd.Length)] : kind switch
            {
                0 => Math.Round(level, places),
                1 => level,
                2 => Math.Round(level) * Math.Pow(10, random.Next(-30, 30)),
                _ => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)),
            };
        }

        return numbers;
    }
}
