using System.Text;
using OrleansTwin.Fuzzing;
using OrleansTwin.Ingest.Tests.Csv;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Ingest.Tests.Fuzz;

/// <summary>
/// Damaged files end in samples and refusals, every line in one of them; a file that is not damaged comes back whole.
/// </summary>
public sealed class HistoryCsvFuzzTests
{
    [Fact]
    public Task Of_a_damaged_file_every_line_is_taken_or_refused_however_it_is_cut_into_reads() =>
        FuzzRun.EachAsync(300, async seed =>
        {
            var random = new Random(seed);
            var file = await ImportBench.ExportAsync(Samples(random, random.Next(1, 60)));
            var header = file.AsSpan().IndexOf((byte)'\n') + 1;
            byte[] damaged = [.. file[..header], .. Mutator.Damage(file[header..], random)];
            var (whole, cut) = (new ImportBench(), new ImportBench());
            using var pieces = new FailingStream(damaged, () => { });

            var result = await whole.ImportAsync(damaged);
            var again = await cut.ImportAsync(pieces);

            Assert.Equal(result.Lines, result.Samples + result.Refused.Values.Sum());
            Assert.Equal(result.Errors, again.Errors);
            Assert.Equal(whole.Samples, cut.Samples);
        });

    [Fact]
    public Task What_is_exported_comes_back_bit_for_bit() => FuzzRun.EachAsync(300, async seed =>
    {
        var random = new Random(seed);
        var samples = Samples(random, random.Next(1, 200));
        var bench = new ImportBench();

        var result = await bench.ImportAsync(await ImportBench.ExportAsync(samples));

        Assert.Empty(result.Errors);
        Assert.Equal(samples.Select(Bits), bench.Samples.Select(Bits));
    });

    private static List<SensorSample> Samples(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => Next(random))];

    private static SensorSample Next(Random random)
    {
        var at = TestPlants.NoonTicks - random.NextInt64(TimeSpan.TicksPerDay * (random.Next(2) == 0 ? 1 : 5000));
        var quality = (Quality)random.Next(3);
        var number = Number(random);
        return random.Next(3) switch
        {
            0 => new SensorSample(0, new Sample(at, TestPlants.NoonTicks, number, number, quality, null)),
            1 => new SensorSample(3, new Sample(at, TestPlants.NoonTicks, number, Number(random), quality, null)),
            _ => new SensorSample(1, new Sample(at, TestPlants.NoonTicks, 0, 0, quality, Text(random))),
        };
    }

    private static double Number(Random random)
    {
        var number = random.Next(3) == 0
            ? BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue))
            : random.Next(-100_000, 100_000) / 1000.0;
        return double.IsFinite(number) ? number : -0.0;
    }

    private static string Text(Random random)
    {
        const string Alphabet = "ab ,;\"\r\n\t1.-=ü€";
        var text = new StringBuilder();
        for (var left = random.Next(12); left > 0; left--)
            text.Append(Alphabet[random.Next(Alphabet.Length)]);
        return text.ToString();
    }

    private static (int, Sample, long, long) Bits(SensorSample item) => (
        item.SensorKey, item.Sample, BitConverter.DoubleToInt64Bits(item.Sample.Value),
        BitConverter.DoubleToInt64Bits(item.Sample.RawValue));
}
