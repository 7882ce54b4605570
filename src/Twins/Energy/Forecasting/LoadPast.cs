namespace OrleansTwin.Twins.Energy.Forecasting;

/// <summary>
/// A series as it was known when its step <paramref name="newest"/> had ended: what came later is NaN here, so that no feature
/// can see it.
/// </summary>
internal readonly struct LoadPast(LoadSeries series, int newest)
{
    public LoadSeries Series => series;

    public int Newest => newest;

    public float this[int step] => step < 0 || step > newest || step >= series.Count ? float.NaN : series.Values[step];

    public float Companion(int column, int step) =>
        step < 0 || step > newest || step >= series.Count ? float.NaN : series.Companions[column][step];

    /// <summary>Mean and standard deviation of what is known of <paramref name="count"/> steps; NaN: nothing.</summary>
    public (float Mean, float Deviation) Over(int first, int count)
    {
        var (known, sum, squares) = (0, 0.0, 0.0);
        for (var step = first; step < first + count; step++)
        {
            var value = this[step];
            if (float.IsNaN(value))
                continue;
            known++;
            sum += value;
            squares += (double)value * value;
        }

        var mean = sum / known;
        return ((float)mean, (float)Math.Sqrt(Math.Max(0, (squares / known) - (mean * mean))));
    }

    public float Mean(int first, int count) => Over(first, count).Mean;

    /// <summary>The share of the last <paramref name="count"/> steps that have a reading.</summary>
    public double PresentShare(int count)
    {
        var present = 0;
        for (var step = newest - count + 1; step <= newest; step++)
            present += float.IsNaN(this[step]) ? 0 : 1;
        return (double)present / count;
    }
}
