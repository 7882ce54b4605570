namespace OrleansTwin.Twins.Health.Features;

/// <summary>
/// How far the same wear moves a signal in each regime, and how much noise is left there. Wear is what a signal's neighbours in
/// time show, most of which were operated in other regimes: the gain is the slope of readings over the mean of their neighbours.
/// Trends then give a reading the weight that it deserves (generalised least squares).
/// </summary>
internal sealed class RegimeGain
{
    private const int NeighbourCycles = 10;

    /// <summary>A smaller gain would make much noise of little.</summary>
    private const double GainMin = 0.15;
    private const double NoiseMin = 1e-6;

    private readonly Sums[,] _sums;

    private RegimeGain(int regimes, int signals) => _sums = new Sums[regimes, signals];

    public double[][] Gains => Table(sums => sums.Gain);

    /// <summary>Variances, of signals that were divided by their gain.</summary>
    public double[][] Noises => Table(sums => sums.Noise / (sums.Gain * sums.Gain));

    public static RegimeGain Learn(SignalScaling scaling, IEnumerable<AssetHistory> histories)
    {
        var gain = new RegimeGain(scaling.Regimes.Count, scaling.Signals);
        foreach (var history in histories)
            gain.Add(scaling, history);
        return gain;
    }

    private void Add(SignalScaling scaling, AssetHistory history)
    {
        var count = history.Rows.Count;
        var (regimes, signals) = (new int[count], new double[count][]);
        for (var i = 0; i < count; i++)
            (regimes[i], _) = scaling.Scale(history.Rows[i], signals[i] = new double[scaling.Signals]);
        for (var signal = 0; signal < scaling.Signals; signal++)
        {
            for (var i = 0; i < count; i++)
                _sums[regimes[i], signal].Add(signals[i][signal], Neighbours(signals, signal, i));
        }
    }

    private static double Neighbours(double[][] signals, int signal, int place)
    {
        var (sum, count) = (0.0, 0);
        for (var i = Math.Max(0, place - NeighbourCycles); i <= Math.Min(signals.Length - 1, place + NeighbourCycles); i++)
        {
            if (i == place || double.IsNaN(signals[i][signal]))
                continue;
            sum += signals[i][signal];
            count++;
        }

        return sum / count;
    }

    private double[][] Table(Func<Sums, double> value) =>
    [
        .. Enumerable.Range(0, _sums.GetLength(0)).Select(
            regime => Enumerable.Range(0, _sums.GetLength(1)).Select(signal => value(_sums[regime, signal])).ToArray()),
    ];

    private record struct Sums(double Count, double Squares, double Shared, double NeighbourSquares)
    {
        public readonly double Gain => NeighbourSquares > 0 ? Math.Max(GainMin, Shared / NeighbourSquares) : 1;

        public readonly double Noise => Count > 0
            ? Math.Max(NoiseMin, (Squares - (2 * Gain * Shared) + (Gain * Gain * NeighbourSquares)) / Count)
            : 1;

        public void Add(double value, double neighbours)
        {
            if (double.IsNaN(value) || double.IsNaN(neighbours))
                return;
            (Count, Squares) = (Count + 1, Squares + (value * value));
            (Shared, NeighbourSquares) = (Shared + (value * neighbours), NeighbourSquares + (neighbours * neighbours));
        }
    }
}
