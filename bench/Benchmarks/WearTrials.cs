using OrleansTwin.Bench.Harness;
using OrleansTwin.Edge.Commands.Health;
using OrleansTwin.Twins.Maintenance;
using OrleansTwin.Twins.Maintenance.Degradation;

namespace OrleansTwin.Bench.Benchmarks;

/// <summary>
/// Whether bands and risks of wear paths hold: assets of two forms and three noises, with few readings and many, of which the
/// truth was believed beforehand, or half or twice of it.
/// </summary>
internal static class WearTrials
{
    private const int Assets = 1000;
    private const ulong Seed = 1;

    private const int Fleets = 50;

    private static readonly int[] Readings = [3, 10, 50, 200];
    private static readonly int[] Lives = [1, 3, 10, 30];

    private static readonly PathPrior[] Truths =
    [
        .. from noise in new[] { 0.03, 0.1, 0.3 }
           from form in new[]
           {
               new PathPrior(PathForm.Exponential, 0.8, 7.1, new Belief(Math.Log(0.4), 0.5), new Belief(0.004, 0.002), noise),
               new PathPrior(PathForm.PowerLaw, 0.8, 7.1, new Belief(Math.Log(0.02), 0.5), new Belief(0.9, 0.3), noise),
           }
           select form,
    ];

    private static readonly (string Name, Func<PathPrior, PathPrior> Of)[] Beliefs =
    [
        ("belief right", truth => truth),
        ("rate believed twice as high", truth => WithRate(truth, 2)),
        ("rate believed half as high", truth => WithRate(truth, 0.5)),
        ("noise believed twice as high", truth => truth with { LogNoise = 2 * truth.LogNoise }),
        ("noise believed half as high", truth => truth with { LogNoise = truth.LogNoise / 2 }),
    ];

    public static IReadOnlyList<Figure> Run(IReadOnlyList<Delay> delays, CancellationToken cancellation)
    {
        var figures = new List<Figure>();
        foreach (var (name, belief) in Beliefs)
        {
            var all = new List<PathTrialResult>();
            foreach (var readings in Readings)
            {
                cancellation.ThrowIfCancellationRequested();
                var results = Truths.Select(truth => PathTrial.Run(
                    new SyntheticWear(truth, belief(truth), readings), delays, Assets, Seed, HostThreads.ForEach)).ToList();
                figures.Add(new Figure($"wear, {name}, {readings} readings: 90 % intervals of risk held", HeldOf(results), "%"));
                all.AddRange(results);
            }

            figures.Add(new Figure($"wear, {name}: 90 % intervals of risk held", HeldOf(all), "%"));
            figures.AddRange(all[0].Bands.Select((band, at) => new Figure(
                FormattableString.Invariant($"wear, {name}: {100 * band.Probability:0} % bands of the end held"),
                100.0 * all.Sum(result => result.Bands[at].Held) / all.Sum(result => result.Assets), "%")));
        }

        figures.AddRange(Lives.Select(lives => new Figure(
            $"wear, rate believed half as high, 3 readings, after {lives} lives: 90 % intervals of risk held",
            HeldOf([.. Truths.SelectMany(truth => AfterLives(truth, lives, delays))]), "%")));
        return figures;
    }

    /// <summary>Each fleet has learned from other lives.</summary>
    private static IEnumerable<PathTrialResult> AfterLives(PathPrior truth, int lives, IReadOnlyList<Delay> delays)
    {
        var told = new SyntheticWear(truth, WithRate(truth, 0.5), 3);
        for (var fleet = 0UL; fleet < Fleets; fleet++)
        {
            var learned = PathExperience.Learn(told.Belief, told.WornOut(lives, 100, Seed + fleet)).Prior;
            yield return PathTrial.Run(
                told with { Belief = learned }, delays, Assets / Fleets, Seed + Fleets + fleet, HostThreads.ForEach);
        }
    }

    private static double HeldOf(IReadOnlyList<PathTrialResult> results) =>
        100.0 * results.Sum(result => result.Held) / results.Sum(result => result.Asked);

    private static PathPrior WithRate(PathPrior truth, double factor) =>
        truth with { Rate = new Belief(factor * truth.Rate!.Value.Mean, factor * truth.Rate.Value.Deviation) };
}
