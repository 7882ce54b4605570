using OrleansTwin.Twins.Learning;

namespace OrleansTwin.Twins.Energy.Forecasting;

/// <summary>Learns a <see cref="LoadForecaster"/> from a series up to a step; what lies behind it is not looked at.</summary>
public static class LoadForecastTrainer
{
    /// <param name="series">A meter's past.</param>
    /// <param name="end">The first step that is not learned from.</param>
    /// <param name="options">How.</param>
    /// <param name="forEach">The host's threads.</param>
    /// <param name="progress">Told how much is done, 0 to 1.</param>
    /// <param name="cancellation">Ends between two trees.</param>
    /// <exception cref="ArgumentException">There is not enough to learn from; says what is missing.</exception>
    public static LoadForecaster Train(
        LoadSeries series, int end, LoadForecastOptions options, ForEach forEach, Action<double>? progress = null,
        CancellationToken cancellation = default)
    {
        var steps = StepsOf(series, end, options);
        var features = new LoadFeatures(options.Calendar, options.HorizonSteps);
        var rows = new float[steps.Length][];
        forEach(rows.Length, row =>
        {
            Span<float> buffer = stackalloc float[LoadFeatures.CountMax];
            rows[row] = buffer[..features.Write(series, steps[row], buffer)].ToArray();
        });
        float[][] columns =
            [.. Enumerable.Range(0, rows[0].Length).Select(column => Array.ConvertAll(rows, row => row[column]))];
        var targets = TargetsOf(series, steps, options).ToArray();
        var members = new (LoadTarget, BoostedTrees)[targets.Length];
        var done = 0;
        forEach(members.Length, member =>
        {
            var (target, round) = targets[member];
            var trees = options.Trees with { Seed = (options.Seed * 1000) + ((ulong)target * 100) + (ulong)round };
            members[member] = (target, BoostTrainer.Train(
                Table(series, steps, columns, target, options), trees, InOrder.Run, cancellation: cancellation));
            progress?.Invoke((double)Interlocked.Increment(ref done) / members.Length);
        });
        return new LoadForecaster(options, series.Companions.Count, members);
    }

    private static int[] StepsOf(LoadSeries series, int end, LoadForecastOptions options)
    {
        var day = series.StepsOfDay;
        if (options.HorizonSteps < 1 || options.HorizonSteps > day)
            throw new ArgumentException($"The horizon is {options.HorizonSteps} steps; expected 1 to {day}, a day.");
        var first = options.FirstDays * day;
        int[] steps = [.. Enumerable.Range(first, Math.Max(0, Math.Min(end, series.Count) - first)).Where(
            step => float.IsFinite(series.Values[step]) && float.IsFinite(series.Values[step - options.HorizonSteps]))];
        return steps.Length >= 7 * day ? steps : throw new ArgumentException(
            $"{steps.Length} steps with readings lie behind the first {options.FirstDays} days; expected at least {7 * day}, "
            + "a week. Wait for more.");
    }

    // Energy that is fed back is negative and has no root. The newest reading says little of tomorrow.
    private static IEnumerable<(LoadTarget Target, int Round)> TargetsOf(
        LoadSeries series, int[] steps, LoadForecastOptions options)
    {
        var targets = new List<LoadTarget> { LoadTarget.Level };
        if (steps.All(step => series.Values[step] >= 0))
            targets.Add(LoadTarget.Root);
        if (options.HorizonSteps <= series.StepsOfDay / 2)
            targets.Add(LoadTarget.Change);
        return targets.SelectMany(target => Enumerable.Range(0, options.Rounds).Select(round => (target, round)));
    }

    private static TrainingTable Table(
        LoadSeries series, int[] steps, float[][] columns, LoadTarget target, LoadForecastOptions options) => new(
        columns, Array.ConvertAll(steps, step => LoadForecaster.TargetOf(
            target, new LoadPast(series, step - options.HorizonSteps), series.Values[step])));
}
