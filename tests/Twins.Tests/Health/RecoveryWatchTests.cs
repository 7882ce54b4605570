using OrleansTwin.Twins.Health.Features;

namespace OrleansTwin.Twins.Tests.Health;

public class RecoveryWatchTests
{
    private const int NearCycles = 60;

    [Fact]
    public void Life_that_was_given_back_is_told_within_a_few_cycles_and_once()
    {
        var watch = new RecoveryWatch(NearCycles);
        var told = Told(ref watch, [.. Wearing(100, from: 60, to: 0), .. Wearing(100, from: 50, to: 0)]);

        Assert.InRange(Assert.Single(told), 100, 104);
    }

    [Fact]
    public void Wear_noise_and_a_wild_reading_or_two_are_no_overhaul()
    {
        var watch = new RecoveryWatch(NearCycles);
        var random = new Random(3);
        var cycles = Wearing(400, from: 90, to: 0).Select(cycle => cycle + (20 * (random.NextDouble() - 0.5))).ToArray();
        (cycles[200], cycles[201], cycles[300]) = (5000, 5000, 5000);

        Assert.Empty(Told(ref watch, cycles));
    }

    [Fact]
    public void A_reading_that_is_poor_in_its_regime_counts_for_less()
    {
        var (clear, poor) = (new RecoveryWatch(NearCycles), new RecoveryWatch(NearCycles));
        double[] cycles = [.. Wearing(50, from: 30, to: 0), .. Enumerable.Repeat(40.0, 10)];

        Assert.NotEmpty(Told(ref clear, cycles));
        Assert.Empty(Told(ref poor, cycles, weight: 0.1));
    }

    private static List<int> Told(ref RecoveryWatch watch, double[] cycles, double weight = 1)
    {
        var told = new List<int>();
        for (var i = 0; i < cycles.Length; i++)
        {
            if (watch.Push(cycles[i], weight))
                told.Add(i);
        }

        return told;
    }

    private static IEnumerable<double> Wearing(int count, double from, double to) =>
        Enumerable.Range(0, count).Select(cycle => from + ((to - from) * cycle / (count - 1)));
}
