namespace OrleansTwin.Twins.Health.Features;

/// <summary>Count, mean and squared sum about the mean, which add up (Chan, Golub and LeVeque 1983).</summary>
internal readonly record struct Moments(double Count, double Mean, double SquaredSum)
{
    public double Deviation => Count > 0 ? Math.Sqrt(SquaredSum / Count) : 0;

    public static Moments operator +(Moments a, Moments b)
    {
        var count = a.Count + b.Count;
        if (count == 0)
            return default;
        var apart = b.Mean - a.Mean;
        return new Moments(
            count, a.Mean + (apart * b.Count / count), a.SquaredSum + b.SquaredSum + (apart * apart * a.Count * b.Count / count));
    }

    public Moments With(double value, double weight = 1) =>
        double.IsNaN(value) ? this : this + new Moments(weight, value, 0);

    /// <summary>Of a column, missing values left out.</summary>
    public static Moments Of(IEnumerable<float[]> rows, int column) =>
        rows.Aggregate(default(Moments), (sum, row) => sum.With(row[column]));
}
