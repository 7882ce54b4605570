namespace OrleansTwin.Twins.Anomaly;

/// <summary>
/// Levels of single signals. Each is smoothed exponentially (EWMA, Roberts 1959) against a baseline that follows slowly and
/// stands still while the signal is out of its limit, and held to what its own level did while the machine was healthy. Signals
/// that wander count little: hundreds of their rows are worth a few independent ones (<see cref="EffectiveRows"/>).
/// </summary>
internal sealed class LevelModel(double smoothing, double forgetting, DeviateScale[] scales, double[] baselines, double[] levels)
{
    /// <summary>Rows whose mean a baseline starts from.</summary>
    private const int StartRows = 20;

    /// <summary>Of the spread that independent rows would have when smoothed: no level is held closer.</summary>
    private const double SpreadShareMin = 0.5;

    /// <summary>Share of the newest row in a level.</summary>
    public double Smoothing => smoothing;

    /// <summary>Share of the newest row in a baseline.</summary>
    public double Forgetting => forgetting;

    public DeviateScale[] Scales => scales;

    /// <summary>Where baselines were after the last row that was learned from.</summary>
    public double[] Baselines => baselines;

    /// <summary>Where levels were then.</summary>
    public double[] Levels => levels;

    /// <summary>The next row of one signal: moves its level, and its baseline while within the limit.</summary>
    /// <returns>The level's normal deviate.</returns>
    public double Push(int signal, double value, double holdLimit, ref double level, ref double baseline)
    {
        level += smoothing * (value - baseline - level);
        var deviate = scales[signal].Of(level);
        if (Math.Abs(deviate) < holdLimit)
            baseline += forgetting * (value - baseline);
        return deviate;
    }

    public LevelModel With(DeviateScale[] other) => new(smoothing, forgetting, other, baselines, levels);

    public static LevelModel Learn(double[][] rows, int signals, AnomalyOptions options)
    {
        var (smoothing, forgetting) = (1 / options.SmoothingRows, 1 / (options.BaselineShare * rows.Length));
        var floor = SpreadShareMin * Math.Sqrt(smoothing / (2 - smoothing));
        var (scales, baselines, levels) = (new DeviateScale[signals], new double[signals], new double[signals]);
        var series = new double[rows.Length];
        for (var signal = 0; signal < signals; signal++)
        {
            for (var i = 0; i < rows.Length; i++)
                series[i] = rows[i][signal];
            var (baseline, level, squares) = (EffectiveRows.Moments(series.AsSpan(0, StartRows)).Mean, 0.0, 0.0);
            for (var i = 0; i < series.Length; i++)
            {
                level += smoothing * (series[i] - baseline - level);
                baseline += forgetting * (series[i] - baseline);
                squares += i < StartRows ? 0 : level * level / (series.Length - StartRows);
            }

            var spread = Math.Max(floor, Math.Sqrt(squares));
            scales[signal] = new DeviateScale(
                0, Math.Sqrt((spread * spread) + (options.ShiftMin * options.ShiftMin)), EffectiveRows.Of(series));
            (baselines[signal], levels[signal]) = (baseline, level);
        }

        return new LevelModel(smoothing, forgetting, scales, baselines, levels);
    }
}
