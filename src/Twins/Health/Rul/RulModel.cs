using OrleansTwin.Twins.Health.Features;
using OrleansTwin.Twins.Learning;

namespace OrleansTwin.Twins.Health.Rul;

/// <summary>
/// Remaining useful life from an asset's rows: the mean of members, each learned without a part of the assets, and bands that
/// were calibrated on what each member had not seen. Immutable; a <see cref="RulMonitor"/> applies it to one asset.
/// </summary>
public sealed class RulModel
{
    /// <summary>With less of the recent values there is no estimate.</summary>
    public const double PresentShareMin = 0.8;

    /// <summary>With so large a share of inputs outside the domain, a band spans all that is possible.</summary>
    public const double OutsideShareMax = 0.25;

    internal RulModel(RulMember[] members, RulBands bands, int cyclesMin, ModelRecord record)
    {
        (Members, Bands, CyclesMin, Record) = (members, bands, cyclesMin, record);
        Cap = members[0].Plan.Options.LifeCap;
    }

    public IReadOnlyList<RulMember> Members { get; }

    public RulBands Bands { get; }

    public ModelRecord Record { get; }

    /// <summary>No estimate is made before so many cycles.</summary>
    public int CyclesMin { get; }

    /// <summary>An estimate of this many cycles means: so many or more.</summary>
    public double Cap { get; }

    public RowLayout Layout => Members[0].Plan.Scaling.Layout;

    /// <summary>What must come before there is an estimate; empty: nothing.</summary>
    public string Missing(RulEstimate estimate) =>
        estimate.IsEnough ? ""
        : estimate.Seen < CyclesMin ? $"{estimate.Seen} cycles are there; {CyclesMin} are needed."
        : FormattableString.Invariant(
            $"{100 * estimate.PresentShare:F0} % of the recent values are there; {100 * PresentShareMin:F0} % are needed.");

    internal RulEstimate Estimate(double cycles, int seen, double presentShare, double outsideShare)
    {
        var widening = Math.Min(1, outsideShare / OutsideShareMax);
        var estimate = Math.Clamp(cycles, 0, Cap);
        var band50 = Widened(Bands.Of(0, estimate, seen), widening);
        var band80 = Around(Widened(Bands.Of(1, estimate, seen), widening), band50);
        var band90 = Around(Widened(Bands.Of(2, estimate, seen), widening), band80);
        var band95 = Around(Widened(Bands.Of(3, estimate, seen), widening), band90);
        return new RulEstimate(estimate, band50, band80, band90, band95, seen, presentShare, outsideShare, IsEnough: true);
    }

    private static RulBand Around(RulBand wide, RulBand narrow) =>
        new(Math.Min(wide.Low, narrow.Low), Math.Max(wide.High, narrow.High));

    private RulBand Widened(RulBand band, double share) =>
        new(band.Low * (1 - share), band.High + (share * (Bands.CyclesMax - band.High)));
}
