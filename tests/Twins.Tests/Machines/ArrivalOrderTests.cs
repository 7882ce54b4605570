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

    [Theory]
    [InlineData(30)]
    [InlineData(6)]
    public void What_comes_days_late_is_folded_as_in_order_and_a_silence_too_long_to_hold_is_not_filled(int daysBetween)
    {
        const double HourS = 3600;
        MachineBench Early(MachineBench bench)
        {
            for (var minute = 0; minute < 60; minute += 7)
                bench.Text("state", 60 * minute, minute % 2 == 0 ? "Execute" : "Held").Number("power", (60 * minute) + 1, minute);
            return bench;
        }

        MachineBench Recent(MachineBench bench) =>
            bench.Text("state", daysBetween * 24 * HourS, "Execute").Number("power", (daysBetween * 24 * HourS) + 5, 3);

        var ordered = Recent(Early(new MachineBench(Machines.Press()))).Until((daysBetween * 24 * HourS) + 120);
        var late = Early(Recent(new MachineBench(Machines.Press()))).Until((daysBetween * 24 * HourS) + 120);

        // After a silence that is not held a twin starts at the watermark, a moment before the sample.
        string[] Past(MachineBench bench) =>
        [
            .. bench.Rows.Where(row => row.Key < MachineBench.At((daysBetween * 24 * HourS) - 60))
                .Select(row => $"{row.Key} {Machines.Describe(row.Value.Report.Slices)}"),
        ];
        Assert.Equal(Past(ordered), Past(late));
        Assert.Equal(daysBetween > 7, late.Rows.Count < 100);
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
