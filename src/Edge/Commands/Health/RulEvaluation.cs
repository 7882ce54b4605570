using System.Diagnostics;
using System.Globalization;
using OrleansTwin.Runtime.Commands;
using OrleansTwin.Twins.Health.Rul;
using OrleansTwin.Twins.Learning;

namespace OrleansTwin.Edge.Commands.Health;

/// <summary><c>health rul evaluate</c>: figures for each seed, and their means.</summary>
internal static class RulEvaluation
{
    /// <summary>Near the end a band must be narrow to be of use: figures are told for these truths apart.</summary>
    private const double NearCycles = 50;

    public static async Task<int> RunAsync(RulData data, int seeds, bool crossValidate, CancellationToken cancellation)
    {
        var byTest = !crossValidate && data.Test.Count > 0;
        Console.WriteLine(byTest
            ? $"{data.Name}: learned from {data.Learning.Histories.Count} assets, judged on {data.Test.Count} others, cut off."
            : $"{data.Name}: cross-validation by asset, {data.Learning.Histories.Count} assets, cut off at random cycles.");
        var (all, near) = (new List<RulScore>(), new List<RulScore>());
        for (var seed = 1; seed <= seeds; seed++)
        {
            var options = new RulOptions { Seed = (ulong)seed };
            var start = Stopwatch.GetTimestamp();
            var outcomes = await SharedProgress.ShowAsync($"seed {seed}", progress => byTest
                ? ByTest(data, options, progress, cancellation)
                : RulCrossValidation.Run(
                    data.Learning.Layout, data.Learning.Histories, options, HostThreads.ForEach, progress, cancellation));
            var cap = options.Features.LifeCap;
            all.Add(Tell($"seed {seed}", outcomes, cap));
            near.Add(RulScore.Of([.. outcomes.Where(item => item.Truth <= NearCycles)], cap));
            Console.WriteLine($"  {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s");
        }

        Print("mean", RulScore.Mean(all));
        Print($"mean, truth <= {NearCycles}", RulScore.Mean(near));
        return ExitCode.Ok;
    }

    private static List<RulOutcome> ByTest(
        RulData data, RulOptions options, Action<double> progress, CancellationToken cancellation)
    {
        var model = RulTrainer.Train(
            data.Learning.Layout, data.Learning.Histories, options, new ModelSource(data.Name, DateTime.UtcNow.Ticks),
            HostThreads.ForEach, progress, cancellation);
        return [.. data.Test.Select(item => new RulOutcome(item.CyclesLeft, RulPrediction.Last(model, item.History)))];
    }

    private static RulScore Tell(string name, List<RulOutcome> outcomes, double cap)
    {
        var judged = outcomes.Where(item => item.Estimate.IsEnough).ToList();
        if (judged.Count < outcomes.Count)
            Console.WriteLine($"{name}: {outcomes.Count - judged.Count} assets had not enough data.");
        var score = RulScore.Of(judged, cap);
        Print(name, score);
        return score;
    }

    private static void Print(string name, RulScore score)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: {score.Count} estimates, RMSE {score.RmseCapped:F2} capped, {score.RmseUncapped:F2} uncapped, NASA "
            + $"{score.NasaScore:F0}"));
        foreach (var band in score.Bands)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {band.Coverage:P0} band: {band.Found:P1} covered, {band.FoundUncapped:P1} uncapped, "
                + $"{band.WidthCycles:F1} wide"));
        }
    }
}
