namespace OrleansTwin.Twins.Health.Features;

/// <summary>
/// Finds operating regimes: rows are divided at the widest gap in a setting as long as the sensors differ between its sides. A
/// gap alone proves nothing (settings are read with noise, in steps); a gap that sensors follow is another way of operating.
/// </summary>
internal sealed class RegimeFinder(RowLayout layout)
{
    private const int SampleMax = 20_000;

    /// <summary>Gaps are wider than this share of a setting's range.</summary>
    private const double GapShareMin = 0.05;

    /// <summary>Each side has at least this share of all rows.</summary>
    private const double RowShareMin = 0.01;

    /// <summary>A division explains at least this share of some sensor's variance.</summary>
    private const double ExplainedMin = 0.3;

    private readonly List<float[][]> _found = [];
    private int _rowsMin;

    public static OperatingRegimes Find(RowLayout layout, IEnumerable<AssetHistory> histories)
    {
        var rows = histories.SelectMany(history => history.Rows)
            .Where(row => !row.AsSpan(0, layout.Settings.Count).Contains(float.NaN)).ToArray();
        if (layout.Settings.Count == 0 || rows.Length == 0)
            return new OperatingRegimes([], [[]], [0]);
        var step = Math.Max(1, rows.Length / SampleMax);
        var sample = rows.Where((_, place) => place % step == 0).ToArray();
        var finder = new RegimeFinder(layout) { _rowsMin = Math.Max(2, (int)(RowShareMin * sample.Length)) };
        finder.Divide(sample);
        return finder.Regimes(rows);
    }

    private void Divide(float[][] rows)
    {
        var best = (Setting: -1, Place: 0, Share: GapShareMin);
        for (var setting = 0; setting < layout.Settings.Count; setting++)
        {
            if (WidestGap(rows, setting) is var (place, share) && share > best.Share)
                best = (setting, place, share);
        }

        if (best.Setting >= 0 && _found.Count < OperatingRegimes.RegimesMax - 2)
        {
            Array.Sort(rows, (a, b) => a[best.Setting].CompareTo(b[best.Setting]));
            var (low, high) = (rows[..best.Place], rows[best.Place..]);
            if (Explained(low, high) >= ExplainedMin)
            {
                Divide(low);
                Divide(high);
                return;
            }
        }

        _found.Add(rows);
    }

    private (int Place, double Share) WidestGap(float[][] rows, int setting)
    {
        var values = Array.ConvertAll(rows, row => row[setting]);
        Array.Sort(values);
        var (place, gap) = (0, 0f);
        for (var i = _rowsMin; i <= values.Length - _rowsMin && i < values.Length; i++)
        {
            if (values[i] - values[i - 1] > gap)
                (place, gap) = (i, values[i] - values[i - 1]);
        }

        var range = values[^1] - values[0];
        return (place, range > 0 ? gap / range : 0);
    }

    // Of the sensor that the division explains best: variance between the sides in the whole variance.
    private double Explained(float[][] low, float[][] high) => Enumerable.Range(layout.Settings.Count, layout.Sensors.Count)
        .Max(column =>
        {
            var (first, second) = (Moments.Of(low, column), Moments.Of(high, column));
            var both = first + second;
            return both.SquaredSum <= 0 ? 0 : 1 - ((first.SquaredSum + second.SquaredSum) / both.SquaredSum);
        });

    private OperatingRegimes Regimes(float[][] rows)
    {
        var settings = layout.Settings.Count;
        var scales = Enumerable.Range(0, settings).Select(setting => ScaleOf(rows, setting)).ToArray();
        var centres = _found.Select(
            group => Enumerable.Range(0, settings).Select(setting => Moments.Of(group, setting).Mean).ToArray()).ToArray();
        var reaches = new double[centres.Length];
        var regimes = new OperatingRegimes(scales, centres, reaches);
        foreach (var row in rows)
        {
            var (regime, _) = regimes.Of(row.AsSpan(0, settings));
            reaches[regime] = Math.Max(reaches[regime], regimes.Distance(row.AsSpan(0, settings), regime));
        }

        return regimes;
    }

    // A setting that never changed is held against its own size: any other value is far away.
    private static double ScaleOf(float[][] rows, int setting)
    {
        var (low, high) = (rows.Min(row => row[setting]), rows.Max(row => row[setting]));
        return high > low ? high - low : Math.Max(1e-6, 0.01 * Math.Abs(high));
    }
}
