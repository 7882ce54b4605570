using OrleansTwin.Twins.Learning;
using OrleansTwin.Twins.Maintenance.Degradation;
using OrleansTwin.Twins.Maintenance.Lives;
using OrleansTwin.Twins.Simulation;

namespace OrleansTwin.Twins.Maintenance;

/// <summary>Assets that wear as <paramref name="Truth"/> says, and are watched with another belief, or the same.</summary>
/// <param name="Truth">What starts, rates and noises of assets are drawn from.</param>
/// <param name="Belief">What their paths are told beforehand.</param>
/// <param name="Readings">Of each asset, in equal steps up to the age at which it is asked.</param>
public sealed record SyntheticWear(PathPrior Truth, PathPrior Belief, int Readings)
{
    // Ages at which assets are asked, in shares of the median life: they may not depend on how long each lasts.
    private const double AskedFrom = 0.2;
    private const double AskedTo = 0.8;

    private Belief Rate => Truth.DemandRate();

    private double LogRoom => Math.Log(Truth.Limit - Truth.Offset);

    /// <summary>An asset that has not failed at the age at which it is asked.</summary>
    internal WatchedWear Watch(RandomStream random)
    {
        var median = Hours((LogRoom - Truth.LogStart.Mean) / Rate.Mean);
        while (true)
        {
            var age = median * (AskedFrom + ((AskedTo - AskedFrom) * random.Uniform()));
            var (start, rate) = Draw(random);
            var wear = start + (rate * Clock(age));
            if (wear < LogRoom)
                return Read(random, age, start, rate);
        }
    }

    /// <summary>Assets that were followed until they failed, or were renewed at one and a half times the median life.</summary>
    public IReadOnlyList<WornPath> WornOut(int lives, int readings, ulong seed)
    {
        var (random, worn) = (new RandomStream(seed), new List<WornPath>());
        var renewed = 1.5 * Hours((LogRoom - Truth.LogStart.Mean) / Rate.Mean);
        while (worn.Count < lives)
        {
            var (start, rate) = Draw(random);
            var end = rate > 0 ? Math.Min(renewed, Hours((LogRoom - start) / rate)) : renewed;
            worn.Add(new WornPath(Seen(random, end, readings, start, rate, NoiseOf(random)), true));
        }

        return worn;
    }

    private (double Start, double Rate) Draw(RandomStream random) => (
        Truth.LogStart.Mean + (Truth.LogStart.Deviation * random.Gaussian()), Rate.Mean + (Rate.Deviation * random.Gaussian()));

    private double NoiseOf(RandomStream random) => Truth.LogNoise * Math.Exp(PathLines.NoiseDeviation * random.Gaussian());

    private WatchedWear Read(RandomStream random, double age, double start, double rate)
    {
        var noise = NoiseOf(random);
        var readings = Seen(random, age, Readings, start, rate, noise);

        // The start of a known rate, from the same readings: normal, as it was drawn.
        var (drawn, seen) = (Square(1 / Truth.LogStart.Deviation), Square(1 / noise));
        var certainty = drawn + (Readings * seen);
        var believed = ((drawn * Truth.LogStart.Mean) + (seen * (readings.Y - (rate * readings.X)))) / certainty;
        double Lives(double hours) =>
            Normal.Probability((LogRoom - believed - (rate * Clock(hours))) * Math.Sqrt(certainty));
        var left = rate > 0 ? Hours((LogRoom - start) / rate) - age : double.PositiveInfinity;
        left = left > PathLines.NeverHours ? double.PositiveInfinity : left;
        return new WatchedWear(new DegradationPath(Belief, readings), age, left, hours => 1 - (Lives(age + hours) / Lives(age)));
    }

    // In equal steps up to an age.
    private PathReadings Seen(RandomStream random, double age, int count, double start, double rate, double noise)
    {
        var seen = default(PathReadings);
        for (var reading = 1; reading <= count; reading++)
        {
            var hours = age * reading / count;
            var log = start + (rate * Clock(hours)) + (noise * random.Gaussian());
            seen = seen.With(Truth.Form, Truth.Offset, hours, Truth.Offset + Math.Exp(log));
        }

        return seen;
    }

    private double Clock(double hours) => PathClock.Of(Truth.Form, hours);

    private double Hours(double clock) => PathClock.Hours(Truth.Form, clock);

    private static double Square(double value) => value * value;
}

/// <summary>An asset that was watched, with what only its maker knows.</summary>
/// <param name="Path">What its readings say.</param>
/// <param name="AgeHours">How long it has run.</param>
/// <param name="HoursLeft">How long it will last.</param>
/// <param name="RiskWithin">Of a failure within so many hours, its rate being known, its start only by its readings.</param>
internal sealed record WatchedWear(
    DegradationPath Path, double AgeHours, double HoursLeft, Func<double, double> RiskWithin);

/// <summary>How often intervals of wear paths held the truth.</summary>
/// <param name="Assets">That were asked, each with all delays.</param>
/// <param name="Bands">How many of them failed within the bands of their remaining life, by probability.</param>
/// <param name="Asked">Questions of risk, one an asset and delay.</param>
/// <param name="Held">Those whose interval held the true risk.</param>
public sealed record PathTrialResult(
    int Assets, IReadOnlyList<(double Probability, int Held)> Bands, int Asked, int Held)
{
    public double Coverage => (double)Held / Asked;
}

/// <summary>
/// Whether bands and intervals of wear paths hold: many assets are drawn, watched up to an age and asked how long they will last
/// and whether they may wait.
/// </summary>
public static class PathTrial
{
    /// <summary>
    /// An interval that is wider leaves a question open. Others hold the truth whatever is believed: it is sure that the asset
    /// will fail until then, or that it won't.
    /// </summary>
    private const double OpenFrom = 0.01;

    public static PathTrialResult Run(
        SyntheticWear wear, IReadOnlyList<Delay> delays, int assets, ulong seed, ForEach forEach, double probability = 0.9)
    {
        var (bands, asked, held) = (new LifeBand[assets][], new int[assets], new int[assets]);
        var left = new double[assets];
        forEach(assets, place =>
        {
            var asset = wear.Watch(new RandomStream((seed * 1_000_003) + (ulong)place));
            (left[place], bands[place]) = (asset.HoursLeft, [.. RemainingLife.Of(asset.Path, asset.AgeHours).Bands]);
            foreach (var delay in delays)
            {
                var risk = asset.Path.Risk(asset.AgeHours, delay.OperatingHours, probability);
                if (risk.High - risk.Low <= OpenFrom)
                    continue;
                asked[place]++;
                held[place] += risk.Contains(asset.RiskWithin(delay.OperatingHours)) ? 1 : 0;
            }
        });
        var counts = bands[0].Select((band, at) => (
            band.Probability,
            Enumerable.Range(0, assets).Count(place => left[place] >= bands[place][at].FromHours
                && left[place] <= bands[place][at].ToHours)));
        return new PathTrialResult(assets, [.. counts], asked.Sum(), held.Sum());
    }
}
