using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Twins.Energy;

/// <summary>
/// Greenhouse gas from energy (GHG Protocol): energy of each carrier times the factor of its region and year. Scope 2 is reported
/// by location and by market. A factor is the one of the year itself, else of the nearest earlier year (told); what is missing is
/// told, not guessed: no other region, later year or other method stands in.
/// </summary>
public static class Carbon
{
    public static CarbonReport Of(IEnumerable<CarbonPeriod> periods, IReadOnlyList<EmissionFactor> factors)
    {
        var figures = new List<CarbonFigure>();
        var missing = new List<MissingFactor>();
        foreach (var period in periods)
        {
            foreach (var carrier in Enum.GetValues<Carrier>())
            {
                var energyKwh = period.Elements.EnergyKwh(carrier);
                if (energyKwh != 0)
                    Add(period, carrier, energyKwh, factors, figures, missing);
            }
        }
        return new CarbonReport(figures, missing);
    }

    private static void Add(
        CarbonPeriod period, Carrier carrier, double energyKwh, IReadOnlyList<EmissionFactor> factors,
        List<CarbonFigure> figures, List<MissingFactor> missing)
    {
        var fuel = Best(period, carrier, factors, scope: 1, method: null);
        var byLocation = Best(period, carrier, factors, scope: 2, FactorMethod.LocationBased);
        var byMarket = Best(period, carrier, factors, scope: 2, FactorMethod.MarketBased);
        var valueChain = Best(period, carrier, factors, scope: 3, method: null);
        foreach (var factor in new[] { fuel, byLocation, byMarket, valueChain })
        {
            if (factor is not null)
                figures.Add(Figure(period, carrier, energyKwh, factor));
        }
        if (fuel is null && byLocation is null && byMarket is null)
            missing.Add(Lacks(period, carrier, energyKwh, null));
        else if (byLocation is null && byMarket is not null)
            missing.Add(Lacks(period, carrier, energyKwh, FactorMethod.LocationBased));
        else if (byMarket is null && byLocation is not null)
            missing.Add(Lacks(period, carrier, energyKwh, FactorMethod.MarketBased));
    }

    private static CarbonFigure Figure(CarbonPeriod period, Carrier carrier, double energyKwh, EmissionFactor factor) =>
        new(carrier, period.Interval, energyKwh, energyKwh * factor.KgCo2ePerKwh, factor, factor.Year < period.Year);

    private static MissingFactor Lacks(CarbonPeriod period, Carrier carrier, double energyKwh, FactorMethod? method) =>
        new(carrier, period.Region, period.Year, period.Interval, energyKwh, method);

    private static EmissionFactor? Best(
        CarbonPeriod period, Carrier carrier, IReadOnlyList<EmissionFactor> factors, int scope, FactorMethod? method)
    {
        EmissionFactor? best = null;
        foreach (var factor in factors)
        {
            if (factor.Carrier == carrier && factor.Scope == scope && (method is null || factor.Method == method)
                && factor.Year <= period.Year && factor.Year > (best?.Year ?? int.MinValue)
                && string.Equals(factor.Region, period.Region, StringComparison.OrdinalIgnoreCase))
            {
                best = factor;
            }
        }
        return best;
    }
}
