using System.Diagnostics;
using OrleansTwin.Bench.Harness;
using OrleansTwin.Edge.Commands.Health;
using OrleansTwin.Twins.Maintenance;
using OrleansTwin.Twins.Maintenance.Lives;

namespace OrleansTwin.Bench.Benchmarks;

/// <summary>
/// Whether intervals of the question "may it wait?" hold: fleets that live by a known distribution, few failures and many, asked
/// from what their records say, and assets that show wear, asked from their readings.
/// </summary>
internal sealed class MaintenanceBenchmark : IBenchmark
{
    private const int Fleets = 2000;
    private const ulong Seed = 1;

    private static readonly Delay[] Delays = [new("one shift", 8), new("two days", 48), new("a week", 168)];

    private static readonly (string Name, SyntheticFleet Fleet)[] Cases =
    [
        ("Weibull, 6 machines", new SyntheticFleet(LifeDistribution.Weibull(2.5, 1000), 6, 1500)),
        ("Weibull, 20 machines", new SyntheticFleet(LifeDistribution.Weibull(2.5, 1000), 20, 1500)),
        ("Weibull, 20 machines for long", new SyntheticFleet(LifeDistribution.Weibull(2.5, 1000), 20, 4000)),
        ("exponential, 20 machines", new SyntheticFleet(LifeDistribution.Weibull(1, 1000), 20, 1500)),
        ("steep Weibull, 20 machines", new SyntheticFleet(LifeDistribution.Weibull(4, 1000), 20, 1500)),
        ("lognormal, 20 machines", new SyntheticFleet(LifeDistribution.Lognormal(900, 0.5), 20, 1500)),
    ];

    public string Name => "maintenance";

    public string Measures => $"intervals of deferral questions on {Fleets:N0} fleets each, and of wear paths; age replacement";

    public Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellation)
    {
        var figures = new List<Figure>();
        var results = new List<DeferralTrialResult>();
        foreach (var (name, fleet) in Cases)
        {
            cancellation.ThrowIfCancellationRequested();
            results.Add(DeferralTrial.Run(fleet, Delays, Fleets, Seed, HostThreads.ForEach));
            figures.Add(new Figure($"90 % intervals held, {name}", 100 * results[^1].Coverage, "%"));
        }

        var held = 100.0 * results.Sum(result => result.Held) / results.Sum(result => result.Asked);
        var policy = AgeReplacement.Of(LifeDistribution.Weibull(2.5, 1000), 1, 10);
        figures.AddRange(WearTrials.Run(Delays, cancellation));
        var start = Stopwatch.GetTimestamp();
        _ = DeferralTrial.Run(Cases[1].Fleet, Delays, 20, Seed, Twins.Learning.InOrder.Run);
        figures.AddRange(
        [
            new Figure("90 % intervals held", held, "%"),
            new Figure("best age of replacement", policy.BestAgeHours, "h"),
            new Figure("a fit and three questions, 20 machines", Stopwatch.GetElapsedTime(start).TotalMilliseconds / 20, "ms"),
        ]);
        return Task.FromResult<IReadOnlyList<Figure>>(figures);
    }
}
