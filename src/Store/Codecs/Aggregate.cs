using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Codecs;

/// <summary>
/// What a chart needs of the usable samples of a stretch of time: not bad, not NaN, no text. Sums are rounded to the fewest
/// decimals that they may have, since a sum of decimals is one.
/// </summary>
internal record struct Aggregate(
    long StartTicks, long Count, double Min, double Max, double Sum, double First, double Last, Quality Worst)
{
    private const int PlacesMax = 9;

    /// <summary>Of the sum of the values' magnitudes: how far the rounded sum may be from the one that was added up.</summary>
    private const double RoundingMax = 1e-15;

    public static bool IsUsable(in Sample sample) =>
        sample.Quality != Quality.Bad && sample.Text is null && !double.IsNaN(sample.Value);

    /// <summary>One for each stretch of the width that has usable samples, in order.</summary>
    public static void Build(ReadOnlySpan<Sample> ordered, long widthTicks, List<Aggregate> into)
    {
        var open = default(Aggregate);
        double error = 0, size = 0;
        foreach (ref readonly var sample in ordered)
        {
            if (!IsUsable(sample))
                continue;
            if (open.Count > 0 && sample.SourceTicks >= open.StartTicks + widthTicks)
            {
                into.Add(open with { Sum = Rounded(open.Sum + error, size) });
                open = default;
            }

            if (open.Count == 0)
                (error, size) = (0, 0);
            open.Add(sample, widthTicks, ref error);
            size += Math.Abs(sample.Value);
        }

        if (open.Count > 0)
            into.Add(open with { Sum = Rounded(open.Sum + error, size) });
    }

    /// <summary>The aggregates of wider stretches, each a multiple of those of <paramref name="narrow"/>.</summary>
    public static void Widen(List<Aggregate> narrow, long widthTicks, List<Aggregate> into)
    {
        foreach (var next in narrow)
        {
            var start = next.StartTicks - (next.StartTicks % widthTicks);
            if (into.Count > 0 && into[^1].StartTicks == start)
                into[^1] = into[^1].Joined(next);
            else
                into.Add(next with { StartTicks = start });
        }
    }

    /// <summary>With what comes after it.</summary>
    public readonly Aggregate Joined(in Aggregate next) => this with
    {
        Count = Count + next.Count,
        Min = Math.Min(Min, next.Min),
        Max = Math.Max(Max, next.Max),
        Sum = Sum + next.Sum,
        Last = next.Last,
        Worst = next.Worst > Worst ? next.Worst : Worst,
    };

    /// <summary>Neumaier's sum: <paramref name="error"/> is what the sum has lost so far.</summary>
    private void Add(in Sample sample, long widthTicks, ref double error)
    {
        var value = sample.Value;
        if (Count == 0)
        {
            var start = sample.SourceTicks - (sample.SourceTicks % widthTicks);
            this = new Aggregate(start, 1, value, value, value, value, value, sample.Quality);
            return;
        }

        var sum = Sum + value;
        error += Math.Abs(Sum) >= Math.Abs(value) ? Sum - sum + value : value - sum + Sum;
        Sum = sum;
        Count++;
        Min = Math.Min(Min, value);
        Max = Math.Max(Max, value);
        Last = value;
        Worst = sample.Quality > Worst ? sample.Quality : Worst;
    }

    private static double Rounded(double sum, double size)
    {
        for (var places = 0; places <= PlacesMax && double.IsFinite(sum); places++)
        {
            var rounded = Math.Round(sum, places);
            if (Math.Abs(rounded - sum) <= size * RoundingMax)
                return rounded;
        }

        return sum;
    }
}
