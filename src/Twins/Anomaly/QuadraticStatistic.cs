using System.Numerics.Tensors;

namespace OrleansTwin.Twins.Anomaly;

/// <summary>
/// The squared length of a linear map of a window: T², SPE and their kin are all of this form. The window holds
/// <see cref="Lags"/> scaled rows, the newest first.
/// </summary>
public sealed class QuadraticStatistic
{
    private readonly double[][] _map;
    private readonly double[][] _ownInverse;
    private readonly int _signals;

    internal QuadraticStatistic(string name, int signals, double[][] map)
    {
        (Name, _signals, _map) = (name, signals, map);
        Lags = map[0].Length / signals;
        _ownInverse = [.. Enumerable.Range(0, signals).Select(signal => SmallMatrix.Inverse(Own(signal), Lags))];
    }

    /// <summary>As the literature calls it.</summary>
    public string Name { get; }

    public int Lags { get; }

    /// <summary>The linear map, a row for each number whose square is summed: weights of the window.</summary>
    public IReadOnlyList<double[]> Map => _map;

    public double Value(ReadOnlySpan<double> window)
    {
        var sum = 0.0;
        foreach (var row in _map)
        {
            var part = TensorPrimitives.Dot(row, window[..row.Length]);
            sum += part * part;
        }

        return sum;
    }

    /// <summary>
    /// By how much the statistic falls if a signal's values in the window are moved to where it is least: reconstruction-based
    /// contributions (Alcala and Qin 2009). Adds nothing up: each is an answer to "were it this signal alone?".
    /// </summary>
    /// <param name="window">The window.</param>
    /// <param name="gradient">Room for as many numbers as the window has.</param>
    /// <param name="contributions">One for each signal.</param>
    public void Explain(ReadOnlySpan<double> window, Span<double> gradient, Span<double> contributions)
    {
        var size = _signals * Lags;
        gradient = gradient[..size];
        gradient.Clear();
        foreach (var row in _map)
            TensorPrimitives.MultiplyAdd(row, TensorPrimitives.Dot(row, window[..size]), gradient, gradient);
        for (var signal = 0; signal < _signals; signal++)
        {
            var (inverse, sum) = (_ownInverse[signal], 0.0);
            for (var i = 0; i < Lags; i++)
            {
                for (var j = 0; j < Lags; j++)
                    sum += gradient[(i * _signals) + signal] * inverse[(i * Lags) + j] * gradient[(j * _signals) + signal];
            }

            contributions[signal] = Math.Max(0, sum);
        }
    }

    // What the statistic makes of one signal's own values: a symmetric matrix over lags.
    private double[] Own(int signal)
    {
        var own = new double[Lags * Lags];
        foreach (var row in _map)
        {
            for (var i = 0; i < Lags; i++)
            {
                for (var j = 0; j < Lags; j++)
                    own[(i * Lags) + j] += row[(i * _signals) + signal] * row[(j * _signals) + signal];
            }
        }

        return own;
    }
}
