using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Twins.Tests.Machines;

public sealed class SignalSamplesTests
{
    /// <summary>A bucket that is folded again is read from history in whatever order the store has it.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_refold_comes_to_the_same_whatever_the_order_of_its_samples(int seed)
    {
        var random = new Random(seed);
        var power = Enumerable.Range(0, 50).Select(i => new Sample(MachineBench.At(i), random.Next(40))).ToArray();
        var states = Enumerable.Range(0, 10)
            .Select(i => new Sample(MachineBench.At(i * 5), i % 3 == 0 ? "Held" : "Execute")).ToArray();
        var ordered = Refold([states, power]);
        random.Shuffle(power);
        random.Shuffle(states);
        var shuffled = Refold([states, power[..30], power[20..]]);

        Assert.Contains("ActualProductionTime", ordered, StringComparison.Ordinal);
        Assert.True(ordered == shuffled, $"Seed {seed}: {ordered}\n{shuffled}");
    }

    private static string Refold(Sample[][] runs)
    {
        var twin = new MachineTwin(Machines.Press(), new Dictionary<string, Product>());
        var samples = twin.NewSamples();
        foreach (var run in runs)
            samples.Add(twin.Asset.IndexOf(run[0].Text is null ? "power" : "state"), run);
        var refolded = twin.Refold(MachineBench.At(0), default, samples);
        Assert.Equal(0, samples.Count);
        return Machines.Describe(refolded.Bucket.Report.Slices) + Convert.ToHexString(refolded.Closing.Span);
    }
}
