using OrleansTwin.PlantFiles.Yaml;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Reading;

/// <summary>Which carriers are metered in which regions, to warn where no emission factor would be found.</summary>
internal sealed class FactorUse
{
    private readonly Dictionary<(Carrier Carrier, string? Region), (Node At, Place Place)> _uses = [];

    public void Add(Carrier carrier, string? region, Node at, Place place) => _uses.TryAdd((carrier, region), (at, place));

    public void Check(IReadOnlyList<EmissionFactor> factors, Findings findings)
    {
        if (factors.Count == 0)
            return;
        foreach (var ((carrier, region), (at, place)) in _uses)
        {
            var years = factors
                .Where(factor => factor.Carrier == carrier && factor.Region == region)
                .Select(factor => factor.Year)
                .ToHashSet();
            if (region is null)
                findings.Warning(
                    at, place, $"a meter of {carrier} without a region", "a region, to tell carbon", "add region: to the site");
            else if (years.Count == 0)
                findings.Warning(
                    at,
                    place,
                    $"no emission factor for {carrier} in {region}",
                    "one, to tell carbon",
                    "add it under emissionFactors");
            else if (Enumerable.Range(years.Min(), years.Max() - years.Min() + 1).Except(years).ToList() is { Count: > 0 } gaps)
                findings.Warning(
                    at,
                    place,
                    $"no emission factor for {carrier} in {region} in {string.Join(", ", gaps)}",
                    "one for each year in between");
        }
    }
}
