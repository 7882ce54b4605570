namespace OrleansTwin.Twins.Health.Features;

/// <summary>
/// Makes readings of different regimes comparable: each is held against its regime's mean, and against how far the same wear
/// moves it there (<see cref="RegimeGain"/>). Sensors that say nothing (they hardly change in a regime, or what they show is gone
/// some cycles later) are left out.
/// </summary>
public sealed class SignalScaling
{
    /// <summary>A sensor that changes less than this share of its mean is constant.</summary>
    private const double ChangeShareMin = 1e-4;

    /// <summary>Wear lasts: a reading of so many cycles ago must show in today's.</summary>
    private const int MemoryCycles = 20;
    private const double MemoryMin = 0.1;

    private readonly int[] _columns;
    private readonly double[][] _means;
    private readonly double[][] _scales;

    internal SignalScaling(
        RowLayout layout, OperatingRegimes regimes, int[] columns, double[][] means, double[][] scales, double[][] noises)
    {
        (Layout, Regimes, _columns, _means, _scales, Noises) = (layout, regimes, columns, means, scales, noises);
        Weights = WeightsOf(noises);
    }

    public RowLayout Layout { get; }

    public OperatingRegimes Regimes { get; }

    /// <summary>How many sensors are used.</summary>
    public int Signals => _columns.Length;

    /// <summary>The places of used sensors in a row.</summary>
    internal ReadOnlySpan<int> Columns => _columns;

    internal IReadOnlyList<double[]> Means => _means;

    internal IReadOnlyList<double[]> Scales => _scales;

    /// <summary>By regime, the variance of each scaled signal that is not wear.</summary>
    public IReadOnlyList<double[]> Noises { get; }

    /// <summary>By regime, how much each signal counts: the less noise, the more; 1 in the mean of regimes.</summary>
    internal double[][] Weights { get; }

    public string NameOf(int signal) => Layout.Sensors[_columns[signal] - Layout.Settings.Count];

    public static SignalScaling Learn(RowLayout layout, IReadOnlyCollection<AssetHistory> histories)
    {
        var regimes = RegimeFinder.Find(layout, histories);
        var moments = new Moments[regimes.Count, layout.Columns];
        foreach (var row in histories.SelectMany(history => history.Rows))
        {
            var (regime, _) = regimes.Of(row.AsSpan(0, layout.Settings.Count));
            for (var column = layout.Settings.Count; column < layout.Columns; column++)
                moments[regime, column] = moments[regime, column].With(row[column]);
        }

        var changing = Enumerable.Range(layout.Settings.Count, layout.Sensors.Count)
            .Where(column => Enumerable.Range(0, regimes.Count).All(regime => Changes(moments[regime, column]))).ToArray();
        var all = Of(layout, regimes, changing, moments);
        return Of(layout, regimes, [.. changing.Where((_, signal) => all.Remembers(histories, signal))], moments)
            .WithGains(histories);
    }

    /// <summary>Weights in reverse to noise, 1 in the mean of regimes.</summary>
    internal static double[][] WeightsOf(IReadOnlyList<double[]> noises)
    {
        var signals = noises[0].Length;
        var means = Enumerable.Range(0, signals).Select(signal => noises.Average(noise => 1 / noise[signal])).ToArray();
        return [.. noises.Select(noise => noise.Select((variance, signal) => 1 / (variance * means[signal])).ToArray())];
    }

    /// <summary>Writes a row's signals, scaled; returns how it was operated, and whether that is known.</summary>
    public (int Regime, bool IsKnown) Scale(ReadOnlySpan<float> row, Span<double> signals)
    {
        var (regime, isKnown) = Regimes.Of(row[..Layout.Settings.Count]);
        var (means, scales) = (_means[regime], _scales[regime]);
        for (var signal = 0; signal < _columns.Length; signal++)
            signals[signal] = (row[_columns[signal]] - means[signal]) / scales[signal];
        return (regime, isKnown);
    }

    private static bool Changes(Moments moments) => moments.Deviation > Math.Max(1e-9, ChangeShareMin * Math.Abs(moments.Mean));

    private static SignalScaling Of(RowLayout layout, OperatingRegimes regimes, int[] columns, Moments[,] moments) => new(
        layout, regimes, columns,
        [.. Enumerable.Range(0, regimes.Count).Select(
            regime => Array.ConvertAll(columns, column => moments[regime, column].Mean))],
        [.. Enumerable.Range(0, regimes.Count).Select(
            regime => Array.ConvertAll(columns, column => moments[regime, column].Deviation))],
        [.. Enumerable.Repeat(Array.ConvertAll(columns, _ => 1.0), regimes.Count)]);

    private SignalScaling WithGains(IReadOnlyCollection<AssetHistory> histories)
    {
        if (Regimes.Count == 1)
            return this;
        var gain = RegimeGain.Learn(this, histories);
        return new SignalScaling(
            Layout, Regimes, _columns, _means,
            [.. _scales.Select((of, regime) => of.Select((scale, signal) => scale * gain.Gains[regime][signal]).ToArray())],
            gain.Noises);
    }

    private bool Remembers(IEnumerable<AssetHistory> histories, int signal)
    {
        var (shared, whole) = (0.0, 0.0);
        var scaled = new double[Signals];
        foreach (var history in histories)
        {
            var past = new double[history.Rows.Count];
            for (var i = 0; i < past.Length; i++)
            {
                Scale(history.Rows[i], scaled);
                past[i] = scaled[signal];
                if (i < MemoryCycles || double.IsNaN(past[i] * past[i - MemoryCycles]))
                    continue;
                shared += past[i] * past[i - MemoryCycles];
                whole += past[i] * past[i];
            }
        }

        return shared > MemoryMin * whole;
    }
}
