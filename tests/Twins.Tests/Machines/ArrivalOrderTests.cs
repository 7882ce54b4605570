using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Twins.Tests.Machines;

/// <summary>DESIGN: settled KPIs are equal for every arrival order.</summary>
public sealed class ArrivalOrderTests
{
    private static readonly string[] States = ["Execute", "Execute", "Held", "Suspended", "SETUP", "FAULT", "STARVED", "Stopped"];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_same_samples_in_any_order_give_the_same_buckets(int seed)
    {
        var random = new Random(seed);
        var samples = Play(random, minutes: 25);
        AssertSame(seed, Run(samples), Run(Disturb(random, samples)));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_twin_restored_from_its_snapshot_goes_on_as_if_nothing_had_happened(int seed)
    {
        var random = new Random(seed);
        var samples = Disturb(random, Play(random, minutes: 25));
        AssertSame(seed, Run(samples), Run(samples, restartEvery: random.Next(1, 40)));
    }

    private static void AssertSame(int seed, MachineBench ordered, MachineBench disturbed)
    {
        Assert.Equal(ordered.Rows.Keys, disturbed.Rows.Keys);
        foreach (var (bucket, row) in ordered.Rows)
        {
            Assert.True(row.Opening.Span.SequenceEqual(
                disturbed.Rows[bucket].Opening.Span), $"Seed {seed}: another opening at {bucket}.");
            Assert.Equal(row.Report.Events, disturbed.Rows[bucket].Report.Events);
            Assert.Equal(Machines.Describe(row.Report.Slices), Machines.Describe(disturbed.Rows[bucket].Report.Slices));
        }
    }

    [Fact]
    public void Small_disorder_within_the_lag_costs_no_refold()
    {
        var bench = new MachineBench(Machines.Press())
            .Text("state", 0, "Execute").Number("power", 1.5, 3).Number("power", 0.5, 2).Text("state", 1, "Held").Until(60);

        Assert.Equal(0, bench.Refolds);
        Assert.Equal(59, bench.Sum().Seconds(Element.MinorStopTime));
    }

    [Fact]
    public void A_source_far_ahead_does_not_drag_the_watermark_with_it()
    {
        var bench = new MachineBench(Machines.Press()).Text("state", 0, "Execute");
        bench.Apply("power", new Sample(MachineBench.At(3000), MachineBench.At(1), 5, 5, Quality.Good, null));

        Assert.True(bench.Twin.WatermarkTicks <= MachineBench.At(1));
    }

    private static MachineBench Run(List<(string Sensor, Sample Sample)> samples, int restartEvery = int.MaxValue)
    {
        var bench = new MachineBench(Machines.Press(Machines.Breaks), new Product("a", "A", 0.02));
        for (var i = 0; i < samples.Count; i++)
        {
            bench.Apply(samples[i].Sensor, samples[i].Sample);
            if (i % restartEvery == restartEvery - 1)
                bench.Restart();
        }

        return bench.Until(26 * 60);
    }

    private static List<(string Sensor, Sample Sample)> Play(Random random, int minutes)
    {
        var samples = new List<(string, Sample)>();
        double total = 0, scrap = 0;
        for (var atS = 0.0; atS < minutes * 60; atS += random.Next(1, 400) / 10.0)
        {
            switch (random.Next(6))
            {
                case 0 or 1:
                    samples.Add(("state", new Sample(MachineBench.At(atS), States[random.Next(States.Length)])));
                    break;
                case 2:
                    samples.Add(("total", new Sample(MachineBench.At(atS), total += random.Next(3))));
                    break;
                case 3:
                    samples.Add(("scrap", new Sample(MachineBench.At(atS), scrap = (scrap + random.Next(2)) % 1000)));
                    break;
                case 4:
                    samples.Add(("product", new Sample(MachineBench.At(atS), random.Next(2) == 0 ? "a" : "b")));
                    break;
                default:
                    samples.Add(("power", new Sample(MachineBench.At(atS), random.NextDouble() * 50)));
                    break;
            }
        }

        return samples;
    }

    private static List<(string Sensor, Sample Sample)> Disturb(Random random, List<(string Sensor, Sample Sample)> samples)
    {
        var keyed = samples.Select((item, place) => (item, Key: place + (random.Next(5) == 0 ? random.NextDouble() * 60 : 0)));
        var disturbed = keyed.OrderBy(pair => pair.Key).Select(pair => pair.item).ToList();
        for (var i = 0; i < samples.Count / 10; i++)
            disturbed.Insert(random.Next(disturbed.Count), samples[random.Next(samples.Count)]);
        return disturbed;
    }
}
