namespace OrleansTwin.Twins.Anomaly;

/// <summary>
/// What signals do together: quadratic statistics of the last rows, as they are and smoothed, each on the scale of normal
/// deviates. Their cube roots are used, which are nearly normal (Wilson and Hilferty 1931).
/// </summary>
internal sealed class LatentModel
{
    public LatentModel(
        QuadraticStatistic[] statistics, DeviateScale[] single, DeviateScale[] smoothed, double[][] precision, double smoothing)
    {
        (Statistics, Single, Smoothed, Precision, Smoothing) = (statistics, single, smoothed, precision, smoothing);
        WindowRows = statistics.Length == 0 ? 0 : statistics.Max(statistic => statistic.Lags);
    }

    public QuadraticStatistic[] Statistics { get; }

    /// <summary>For each statistic of a row.</summary>
    public DeviateScale[] Single { get; }

    /// <summary>For each statistic smoothed.</summary>
    public DeviateScale[] Smoothed { get; }

    /// <summary>The inverse of the signals' correlations: what stands in for a value that is missing.</summary>
    public double[][] Precision { get; }

    /// <summary>Share of the newest row in a smoothed statistic.</summary>
    public double Smoothing { get; }

    /// <summary>Rows that are looked at together; 0: there are no statistics.</summary>
    public int WindowRows { get; }

    public static LatentModel None(double smoothing) => new([], [], [], [], smoothing);

    /// <summary>
    /// Puts the likeliest value, given the others of its row, where one is missing: the conditional mean of normal numbers, which
    /// for several at once is found by turns.
    /// </summary>
    public void Impute(Span<double> row)
    {
        const int Turns = 5;
        Span<bool> missing = stackalloc bool[row.Length];
        for (var i = 0; i < row.Length; i++)
        {
            missing[i] = double.IsNaN(row[i]);
            row[i] = missing[i] ? 0 : row[i];
        }

        for (var turn = 0; turn < Turns; turn++)
        {
            for (var i = 0; i < row.Length; i++)
            {
                if (!missing[i])
                    continue;
                var rest = 0.0;
                for (var j = 0; j < row.Length; j++)
                    rest += j == i ? 0 : Precision[i][j] * row[j];
                row[i] = -rest / Precision[i][i];
            }
        }
    }
}
