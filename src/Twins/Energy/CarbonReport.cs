using OrleansTwin.Twins.Calendars;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Twins.Energy;

/// <summary>
/// Greenhouse gas of one carrier in one interval, with all that makes it checkable (GHG Protocol): the factor carries its unit
/// (kg CO2e per kWh), version, region, year, scope, method and source. <paramref name="IsFactorOfEarlierYear"/>: no factor of the
/// interval's own year is known, the nearest earlier was taken.
/// </summary>
public sealed record CarbonFigure(
    Carrier Carrier, TimeWindow Interval, double EnergyKwh, double KgCo2e, EmissionFactor Factor, bool IsFactorOfEarlierYear);

/// <summary>
/// Energy that no known factor applies to: its greenhouse gas is not in the report. <paramref name="Method"/> is null where the
/// carrier has no factor at all, else the method whose factor is missing.
/// </summary>
public sealed record MissingFactor(
    Carrier Carrier, string? Region, int Year, TimeWindow Interval, double EnergyKwh, FactorMethod? Method)
{
    /// <summary>What is missing, in words.</summary>
    public string Message =>
        Region is null
            ? $"{Carrier}: {EnergyKwh:0.###} kWh in {Year} have no region; name one for the plant, so that a factor can apply."
            : $"{Carrier}: {EnergyKwh:0.###} kWh in {Year} have no {Kind}emission factor of region {Region}, nor an earlier one.";

    private string Kind =>
        Method switch { FactorMethod.LocationBased => "location-based ", FactorMethod.MarketBased => "market-based ", _ => "" };
}

/// <summary>Greenhouse gas of a window; complete where no factor is missing.</summary>
public sealed record CarbonReport(IReadOnlyList<CarbonFigure> Figures, IReadOnlyList<MissingFactor> Missing)
{
    /// <summary>
    /// Sum of one scope in kg CO2e. Scope 2 is told twice, by location and by market; the others have no method, and theirs is
    /// not looked at. Null where nothing is known of it.
    /// </summary>
    public double? KgCo2e(int scope, FactorMethod method = FactorMethod.LocationBased)
    {
        double? sum = null;
        foreach (var figure in Figures)
        {
            if (figure.Factor.Scope == scope && (scope != 2 || figure.Factor.Method == method))
                sum = sum.GetValueOrDefault() + figure.KgCo2e;
        }
        return sum;
    }

    /// <summary>Scope 1 and scope 2 together by one method; null where a factor that it needs is missing.</summary>
    public double? OperationalKgCo2e(FactorMethod method)
    {
        foreach (var missing in Missing)
        {
            if (missing.Method is null || missing.Method == method)
                return null;
        }
        return KgCo2e(1).GetValueOrDefault() + KgCo2e(2, method).GetValueOrDefault();
    }
}
