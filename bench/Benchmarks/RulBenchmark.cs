using System.Diagnostics;
using OrleansTwin.Bench.Harness;
using OrleansTwin.Edge.Commands.Health;
using OrleansTwin.Twins.Health.Rul;
using OrleansTwin.Twins.Learning;

namespace OrleansTwin.Bench.Benchmarks;

/// <summary>
/// Remaining useful life on C-MAPSS: how long learning and an estimate take, and how good estimates are. FD001 and FD003 are
/// judged on their test engines, for three seeds; the truth about those of FD002 and FD004 is withheld, so they are
/// cross-validated.
/// </summary>
internal sealed class RulBenchmark : IBenchmark
{
    private static readonly int[] RiskCycles = [10, 20, 40, 60, 80, 100];

    private const int Seeds = 3;
    private const int Monitors = 100;
    private const int FleetAssets = 10_000;
    private const double NearCycles = 50;

    public string Name => "rul";

    public string Measures =>
        $"remaining useful life on C-MAPSS, {Seeds} seeds; a fleet of {FleetAssets:N0} assets, a cycle a second";

    public Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellation)
    {
        var folder = Path.Combine(Checkout.Root, "..", "shared", "data", "cmapss");
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"No C-MAPSS files at {folder}. Put them there, or leave this benchmark out.");
        var figures = new List<Figure>();
        foreach (var subset in new[] { "FD001", "FD003" })
            figures.AddRange(OnTest(subset, CmapssFiles.Of(folder, "cmapss-" + subset), cancellation));
        foreach (var subset in new[] { "FD002", "FD004" })
            figures.AddRange(CrossValidated(subset, CmapssFiles.Of(folder, "cmapss-" + subset), cancellation));
        figures.AddRange(Speed(folder, cancellation));
        return Task.FromResult<IReadOnlyList<Figure>>(figures);
    }

    private static List<Figure> OnTest(string subset, RulData data, CancellationToken cancellation)
    {
        var (all, near, figures) = (new List<RulScore>(), new List<RulScore>(), new List<Figure>());
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var model = Train(data, seed, cancellation);
            var outcomes = data.Test.Select(
                item => new RulOutcome(item.CyclesLeft, RulPrediction.Last(model, item.History))).ToList();
            all.Add(RulScore.Of(outcomes, model.Cap));
            near.Add(RulScore.Of([.. outcomes.Where(item => item.Truth <= NearCycles)], model.Cap));
            figures.Add(new Figure($"{subset}, seed {seed}, RMSE capped", all[^1].RmseCapped, "cycles"));
            if (seed == 1)
                figures.AddRange(Risks(subset, outcomes, model.Cap));
        }

        var (mean, meanNear) = (RulScore.Mean(all), RulScore.Mean(near));
        return
        [
            new Figure($"{subset}, RMSE capped", mean.RmseCapped, "cycles"),
            new Figure($"{subset}, RMSE uncapped", mean.RmseUncapped, "cycles"),
            new Figure($"{subset}, 90 % band, covered", 100 * mean.Bands[2].Found, "%"),
            new Figure($"{subset}, 90 % band, mean width", mean.Bands[2].WidthCycles, "cycles"),
            new Figure($"{subset}, 90 % band, mean width for truths to 50", meanNear.Bands[2].WidthCycles, "cycles"),
            .. figures,
        ];
    }

    /// <summary>How many failures live machines would have been told to expect, beside how many came.</summary>
    private static IEnumerable<Figure> Risks(string subset, IReadOnlyList<RulOutcome> outcomes, double cap)
    {
        foreach (var cycles in RiskCycles)
        {
            var told = outcomes.Sum(item => new RulLife(item.Estimate, cap, hoursOfCycle: 1, ageHours: 0).Risk(0, cycles).Value);
            yield return new Figure($"{subset}, failures told within {cycles} cycles", told, "assets");
            yield return new Figure(
                $"{subset}, failures within {cycles} cycles", outcomes.Count(item => item.Truth <= cycles), "assets");
        }
    }

    private static List<Figure> CrossValidated(string subset, RulData data, CancellationToken cancellation)
    {
        var outcomes = RulCrossValidation.Run(
            data.Learning.Layout, data.Learning.Histories, new RulOptions(), HostThreads.ForEach, cancellation: cancellation);
        var score = RulScore.Of(outcomes, new RulOptions().Features.LifeCap);
        return
        [
            new Figure($"{subset}, cross-validated, RMSE capped", score.RmseCapped, "cycles"),
            new Figure($"{subset}, cross-validated, 90 % band, covered", 100 * score.Bands[2].Found, "%"),
            new Figure($"{subset}, cross-validated, 90 % band, mean width", score.Bands[2].WidthCycles, "cycles"),
        ];
    }

    private static List<Figure> Speed(string folder, CancellationToken cancellation)
    {
        var data = CmapssFiles.Of(folder, "cmapss-FD004");
        var start = Stopwatch.GetTimestamp();
        Train(CmapssFiles.Of(folder, "cmapss-FD001"), 1, cancellation);
        var small = Stopwatch.GetElapsedTime(start).TotalSeconds;
        start = Stopwatch.GetTimestamp();
        var model = Train(data, 1, cancellation);
        var large = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var histories = data.Learning.Histories;
        var monitors = Enumerable.Range(0, Monitors).Select(_ => new RulMonitor(model)).ToArray();
        var cycle = 0;
        var push = Loop.Measure(Monitors, () => Push(monitors, row: cycle++ % 100, histories));
        var estimate = Loop.Measure(Monitors, () => Array.ForEach(monitors, monitor => _ = monitor.Estimate()));
        var both = (1e6 / push.BestPerSecond) + (1e6 / estimate.BestPerSecond);
        return
        [
            new Figure("FD001, training", small, "s"),
            new Figure("FD004, training", large, "s"),
            new Figure("a cycle of an asset", 1e6 / push.BestPerSecond, "us"),
            new Figure("an estimate", 1e6 / estimate.BestPerSecond, "us"),
            new Figure("allocated", push.BytesPerOperation + estimate.BytesPerOperation, "B"),
            new Figure("a fleet, cycle and estimate each second", both * FleetAssets / 1e4, "% of a core"),
        ];
    }

    private static void Push(RulMonitor[] monitors, int row, IReadOnlyList<Twins.Health.Features.AssetHistory> histories)
    {
        for (var i = 0; i < monitors.Length; i++)
            monitors[i].Push(histories[i].Rows[row]);
    }

    private static RulModel Train(RulData data, int seed, CancellationToken cancellation) => RulTrainer.Train(
        data.Learning.Layout, data.Learning.Histories, new RulOptions { Seed = (ulong)seed },
        new ModelSource(data.Name, DateTime.UtcNow.Ticks), HostThreads.ForEach, cancellation: cancellation);
}
