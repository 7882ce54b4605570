using OrleansTwin.PlantFiles.Yaml;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Reading;

/// <summary>Emission factors: one a carrier, region, year and method. <c>year</c> may list several years of one value.</summary>
internal static class EmissionFactorReader
{
    private const int FirstYear = 1990;
    private const int LastYear = 2100;

    public static List<EmissionFactor> Read(MapReader plant)
    {
        var factors = new List<EmissionFactor>();
        var seen = new HashSet<(Carrier, string, int, FactorMethod)>();
        foreach (var reader in plant.InnerItems("emissionFactors", KeySets.EmissionFactor))
        {
            var factor = ReadOne(reader);
            foreach (var year in Years(reader))
            {
                if (seen.Add((factor.Carrier, factor.Region, year, factor.Method)))
                    factors.Add(factor with { Year = year });
                else
                    reader.Error("year", "one factor for each carrier, region, year and method", "another entry has it already");
            }
        }
        return factors;
    }

    public static string? Region(MapReader reader)
    {
        if (reader.Text("region") is not { } region)
            return null;
        if (region.Length != 3 || region.AsSpan().ContainsAnyExceptInRange('A', 'Z'))
            reader.Error("region", "a country as three capital letters (ISO 3166 alpha-3), for example FRA");
        return region;
    }

    private static EmissionFactor ReadOne(MapReader reader)
    {
        if (!reader.Has("carrier"))
            reader.Error("carrier", Vocabulary.Carriers.Expected);
        if (!reader.Has("kgCo2ePerKwh"))
            reader.Error("kgCo2ePerKwh", "kg CO2e per kWh");
        reader.Required("region", "a country (ISO 3166 alpha-3)");
        var carrier = reader.Word("carrier", Vocabulary.Carriers, Carrier.Electricity);
        var scopeDefault = carrier is Carrier.NaturalGas or Carrier.FuelOil ? 1 : 2;
        return new EmissionFactor(
            carrier,
            Region(reader) ?? "",
            0,
            reader.Number("kgCo2ePerKwh", 0, 0),
            reader.Word("method", Vocabulary.FactorMethods, FactorMethod.LocationBased),
            (int)reader.Whole("scope", scopeDefault, 1, 3),
            reader.Text("version") ?? "",
            reader.Required("source", "where the figure comes from"));
    }

    private static IEnumerable<int> Years(MapReader reader)
    {
        if (!reader.Has("year"))
            reader.Error("year", "a year, or a list of years");
        foreach (var (node, place) in reader.Items("year"))
        {
            if (node is TextNode text && int.TryParse(text.Text, out var year) && year is >= FirstYear and <= LastYear)
                yield return year;
            else
                reader.Findings.Error(node, place, node.Found, Scalars.ExpectedWhole(FirstYear, LastYear));
        }
    }
}
