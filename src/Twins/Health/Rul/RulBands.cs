using OrleansTwin.Twins.Learning;

namespace OrleansTwin.Twins.Health.Rul;

/// <summary>
/// Bands around an estimate: quantiles of the life that assets with this estimate and age had left when they were judged by a
/// member that had not seen them, moved by the conformal margin.
/// </summary>
public sealed class RulBands(BoostedTrees[] lows, BoostedTrees[] highs, double[] margins, double cyclesMax)
{
    /// <summary>The probabilities, narrow to wide.</summary>
    public static readonly IReadOnlyList<double> Coverages = [0.5, 0.8, 0.9, 0.95];

    /// <summary>What bounds are estimated from: the estimate, and cycles run.</summary>
    internal const int Inputs = 2;

    /// <summary>Margins are in widths of the band, and a band counts as at least so wide.</summary>
    private const double WidthMin = 1;

    internal IReadOnlyList<BoostedTrees> Lows => lows;

    internal IReadOnlyList<BoostedTrees> Highs => highs;

    /// <summary>For each coverage, in widths of the band; infinite where too few assets were learned from.</summary>
    public IReadOnlyList<double> Margins => margins;

    /// <summary>How far a truth lies outside a band, in its widths; negative: inside.</summary>
    internal static double Score(double truth, RulBand band) =>
        Conformal.Score(truth, band.Low, band.High) / Math.Max(WidthMin, band.Width);

    /// <summary>No bound is higher.</summary>
    public double CyclesMax => cyclesMax;

    internal RulBand Of(int place, double cycles, int seen)
    {
        var raw = Raw(place, cycles, seen);
        var margin = margins[place] * Math.Max(WidthMin, raw.Width);
        var (low, high) = (raw.Low - margin, raw.High + margin);
        return new RulBand(Math.Clamp(Math.Min(low, cycles), 0, cyclesMax), Math.Clamp(Math.Max(high, cycles), 0, cyclesMax));
    }

    internal RulBand Raw(int place, double cycles, int seen)
    {
        ReadOnlySpan<float> inputs = [(float)cycles, seen];
        var (low, high) = (lows[place].Estimate(inputs), highs[place].Estimate(inputs));
        return new RulBand(cycles + Math.Min(low, high), cycles + Math.Max(low, high));
    }
}
