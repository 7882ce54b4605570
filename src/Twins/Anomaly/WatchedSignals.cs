using OrleansTwin.Twins.Learning;

namespace OrleansTwin.Twins.Anomaly;

/// <summary>
/// Which signals are watched, and their means and standard deviations while the machine was healthy. A signal that did not move
/// then, or was mostly missing, can't be judged and is left out.
/// </summary>
public sealed class WatchedSignals
{
    /// <summary>With less of a signal's values it is not watched, and with less of a row's it is not scored.</summary>
    public const double PresentShareMin = 0.8;

    internal WatchedSignals(
        string[] names, int[] columns, double[] means, double[] spreads, double deviationsMax, int[] repeatsMax) =>
        (Names, Columns, Means, Spreads, DeviationsMax, RepeatsMax) =
            (names, columns, means, spreads, deviationsMax, repeatsMax);

    /// <summary>Of all columns that a row has.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Of those that are watched, their column.</summary>
    public IReadOnlyList<int> Columns { get; }

    public int Count => Columns.Count;

    /// <summary>Names of columns that are not watched.</summary>
    public IEnumerable<string> LeftOut => Names.Where((_, column) => !Columns.Contains(column));

    internal double[] Means { get; }

    internal double[] Spreads { get; }

    internal double DeviationsMax { get; }

    /// <summary>For how many rows each may repeat one value.</summary>
    internal int[] RepeatsMax { get; }

    public string NameOf(int signal) => Names[Columns[signal]];

    /// <summary>Standard deviations from the mean, unbounded; NaN where the value is missing.</summary>
    public double Deviation(int signal, ReadOnlySpan<double> row)
    {
        var value = row[Columns[signal]];
        return double.IsFinite(value) ? (value - Means[signal]) / Spreads[signal] : double.NaN;
    }

    /// <summary>Scales and bounds a row; returns how many of the watched signals are there.</summary>
    internal int Scale(ReadOnlySpan<double> row, Span<double> scaled)
    {
        if (row.Length != Names.Count)
            throw new ArgumentException($"The row has {row.Length} values; expected {Names.Count}, one for each signal.");
        var present = 0;
        for (var signal = 0; signal < scaled.Length; signal++)
        {
            var value = Deviation(signal, row);
            scaled[signal] = Math.Clamp(value, -DeviationsMax, DeviationsMax);
            present += double.IsNaN(value) ? 0 : 1;
        }

        return present;
    }

    /// <exception cref="ArgumentException">Fewer than 80 % of the signals can be watched.</exception>
    internal static WatchedSignals Learn(SignalTable table, double deviationsMax)
    {
        var (columns, means, spreads) = (new List<int>(), new List<double>(), new List<double>());
        var repeats = new List<int>();
        var gone = 0;
        for (var column = 0; column < table.Signals.Count; column++)
        {
            var place = column;
            var values = table.Rows.Select(row => row[place]).Where(double.IsFinite).ToArray();
            if (values.Length < PresentShareMin * table.Rows.Count)
            {
                gone++;
                continue;
            }

            var (mean, variance) = EffectiveRows.Moments(values);
            if (Math.Sqrt(variance) <= 1e-9 * Math.Max(1, Math.Abs(mean)))
                continue;
            columns.Add(column);
            means.Add(mean);
            spreads.Add(Math.Sqrt(variance));
            repeats.Add(Repetition.LimitOf(Repetition.Longest(values)));
        }

        if (columns.Count == 0 || gone > (1 - PresentShareMin) * table.Signals.Count)
        {
            throw new ArgumentException(
                $"Of {table.Signals.Count} signals {gone} are mostly missing and "
                + $"{table.Signals.Count - gone - columns.Count} never move; at least 80 % must be there "
                + "and one must move. Name the columns that are measured.");
        }

        return new WatchedSignals([.. table.Signals], [.. columns], [.. means], [.. spreads], deviationsMax, [.. repeats]);
    }

    /// <summary>Scaled rows in which a missing value is as it was last.</summary>
    internal double[][] ScaleAll(SignalTable table)
    {
        var last = new double[Count];
        return [.. table.Rows.Select(row =>
        {
            var scaled = new double[Count];
            Scale(row, scaled);
            for (var signal = 0; signal < scaled.Length; signal++)
                last[signal] = scaled[signal] = double.IsNaN(scaled[signal]) ? last[signal] : scaled[signal];
            return scaled;
        })];
    }
}
