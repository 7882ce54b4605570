namespace OrleansTwin.Twins.Maintenance.Degradation;

/// <summary>An asset whose wear was followed up to its end.</summary>
/// <param name="Readings">What was seen.</param>
/// <param name="IsWhole">Its beginning was seen; else its rate teaches, but not its start.</param>
public readonly record struct WornPath(PathReadings Readings, bool IsWhole);

/// <summary>
/// What is believed of the next asset of a kind, by what was told and by those that wore: starts and rates are normal among
/// assets, and their means and deviations follow from the assets that were followed (empirical Bayes: Robbins 1956; Gelman and
/// others 2013, chapters 3 and 5, found by expectation and maximization). What was told counts as two assets more, so that a few
/// lives move it and many outweigh it. Of assets with few readings less is believed than of those with many.
/// </summary>
/// <param name="Prior">What was told, with what was learned in its place; without a rate: too little is known.</param>
/// <param name="Lives">That were learned from.</param>
public sealed record PathExperience(PathPrior Prior, int Lives)
{
    /// <summary>So many lives teach a rate of which nothing was told.</summary>
    public const int LivesMin = 3;

    /// <summary>An asset with fewer readings teaches nothing.</summary>
    public const int ReadingsMin = 3;

    private const double ToldLives = 2;
    private const int StepsMax = 200;

    public static PathExperience Learn(PathPrior told, IEnumerable<WornPath> worn)
    {
        ArgumentNullException.ThrowIfNull(told);
        var paths = worn.Where(path => path.Readings.Count >= ReadingsMin && path.Readings.Spread > 0
            && (path.IsWhole || told.Form == PathForm.Exponential)).ToList();
        if (paths.Count == 0 || (told.Rate is null && paths.Count < LivesMin))
            return new PathExperience(told, paths.Count);

        // Of a rate that nobody told, the mean is that of the lives, and its deviation as if one had been off by all of it.
        var slope = paths.Average(path => path.Readings.Slope);
        var (start, rate) = (
            new Among(told.LogStart, ToldLives, ToldLives),
            told.Rate is { } belief
                ? new Among(belief, ToldLives, ToldLives)
                : new Among(new Belief(slope, Math.Abs(slope)), 0, 1));
        var noises = paths.ConvertAll(path => path.Readings.Noise(told.LogNoise));
        for (var step = 0; step < StepsMax; step++)
        {
            var prior = told with { LogStart = start.Members, Rate = rate.Members };
            var lines = paths.ConvertAll(path => path.IsWhole ? prior : prior with { LogStart = Anything })
                .Zip(paths, noises).Select(each => PathLine.Of(each.First, each.Second.Readings, each.Third)).ToList();
            var before = rate.Members;
            rate = rate.With([.. lines.Select(line => (line.Rate, line.RateVariance))]);
            start = start.With(
                [.. lines.Where((_, at) => paths[at].IsWhole).Select(line => (line.LogStart, line.StartVariance))]);
            if (Math.Abs(rate.Members.Mean - before.Mean) + Math.Abs(rate.Members.Deviation - before.Deviation)
                < 1e-6 * before.Deviation)
                break;
        }

        var logNoise = (noises.Sum(Math.Log) + (ToldLives * Math.Log(told.LogNoise))) / (noises.Count + ToldLives);
        return new PathExperience(
            told with { LogStart = start.Next, Rate = rate.Next, LogNoise = Math.Exp(logNoise) }, paths.Count);
    }

    /// <summary>An asset that was not new when it was first seen may have begun with any wear.</summary>
    private static Belief Anything => new(0, 100);

    /// <summary>A number that differs among assets.</summary>
    /// <param name="Told">Of the next asset, before any was seen.</param>
    /// <param name="MeanLives">As many assets as what was told of the mean counts.</param>
    /// <param name="SpreadLives">The same of the deviation.</param>
    private sealed record Among(Belief Told, double MeanLives, double SpreadLives)
    {
        /// <summary>What was told of the next asset's deviation holds the doubt of the mean, too.</summary>
        private double ToldVariance =>
            Told.Deviation * Told.Deviation * (MeanLives > 0 ? MeanLives / (MeanLives + 1) : 1);

        /// <summary>Of those that were seen.</summary>
        public Belief Members { get; private init; } = Told;

        /// <summary>Of one more, which the doubt of the mean makes less certain.</summary>
        public Belief Next { get; private init; } = Told;

        /// <param name="seen">Means and variances of what is believed of each asset; none: it is as it was told.</param>
        public Among With(IReadOnlyList<(double Mean, double Variance)> seen)
        {
            if (seen.Count == 0)
                return this;
            var lives = MeanLives + seen.Count;
            var mean = ((MeanLives * Told.Mean) + seen.Sum(each => each.Mean)) / lives;
            double Off(double value) => (value - mean) * (value - mean);
            var variance = ((SpreadLives * ToldVariance) + (MeanLives * Off(Told.Mean))
                + seen.Sum(each => Off(each.Mean) + each.Variance)) / (SpreadLives + seen.Count);
            return this with
            {
                Members = new Belief(mean, Math.Sqrt(variance)), Next = new Belief(mean, Math.Sqrt(variance * (1 + (1 / lives)))),
            };
        }
    }
}
