using OrleansTwin.Twins.Learning;
using OrleansTwin.Twins.Maintenance.Lives;
using OrleansTwin.Twins.Simulation;

namespace OrleansTwin.Twins.Maintenance;

/// <summary>A fleet of machines that each have one such part, as a plant keeps its records.</summary>
/// <param name="Life">How long parts truly live.</param>
/// <param name="Machines">That were watched.</param>
/// <param name="WatchedHours">How long, a failed part being replaced by a new one at once.</param>
public sealed record SyntheticFleet(LifeDistribution Life, int Machines, double WatchedHours)
{
    /// <summary>Lives that ended in failures, and what runs when the watch ends, which is last for each machine.</summary>
    internal List<Lifetime> Watch(RandomStream random)
    {
        var lives = new List<Lifetime>();
        for (var machine = 0; machine < Machines; machine++)
        {
            // Machines were bought at different times.
            var left = WatchedHours * (0.5 + (0.5 * random.Uniform()));
            while (true)
            {
                var hours = Life.QuantileHours(Math.Clamp(random.Uniform(), 1e-12, 1 - 1e-12));
                lives.Add(new Lifetime(Math.Min(hours, left), hours < left));
                if (hours >= left)
                    break;
                left -= hours;
            }
        }

        return lives;
    }
}

/// <summary>How often intervals held the truth.</summary>
/// <param name="Asked">Questions, one a fleet and delay.</param>
/// <param name="Held">Those whose interval held the true probability.</param>
/// <param name="TooFew">Fleets with too few failures to fit; they were not asked.</param>
public sealed record DeferralTrialResult(int Asked, int Held, int TooFew)
{
    public double Coverage => (double)Held / Asked;
}

/// <summary>
/// Whether deferral intervals hold: many fleets live by a known distribution, and the risk of one running part of each is asked
/// as a planner would, from what the fleet's records say.
/// </summary>
public static class DeferralTrial
{
    public static DeferralTrialResult Run(
        SyntheticFleet fleet, IReadOnlyList<Delay> delays, int fleets, ulong seed, ForEach forEach, double probability = 0.9)
    {
        var (held, tooFew) = (new int[fleets], new bool[fleets]);
        forEach(fleets, place =>
        {
            var random = new RandomStream((seed * 1_000_003) + (ulong)place);
            var lives = fleet.Watch(random);
            if (lives.Where(life => life.IsFailure).Select(life => life.Hours).Distinct().Count() < LifeFit.FailuresMin)
            {
                tooFew[place] = true;
                return;
            }

            var running = lives.Where(life => !life.IsFailure).ToList();
            var age = running[(int)(random.Uniform() * running.Count)].Hours;
            var fit = LifeFit.Of(fleet.Life.Form, lives);
            foreach (var delay in delays)
            {
                var risk = fit.Estimate(life => life.RiskWithin(age, delay.OperatingHours), probability);
                held[place] += risk.Contains(fleet.Life.RiskWithin(age, delay.OperatingHours)) ? 1 : 0;
            }
        });
        var few = tooFew.Count(item => item);
        return new DeferralTrialResult((fleets - few) * delays.Count, held.Sum(), few);
    }
}
