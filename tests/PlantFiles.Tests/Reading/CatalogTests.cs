using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Tests.Reading;

public sealed class CatalogTests
{
    private const string Metered =
        "region: FRA\nstates: alwaysProducing\nsensors: {p: {unit: kW}}\nmeters: {p: {carrier: electricity}}";

    /// <summary>A metered machine in France, and one emission factor.</summary>
    private static PlantFileResult Parse(string factor, string machine = Metered) =>
        PlantText.Parse(PlantText.Machine(machine, $"emissionFactors:\n  - {{{factor}}}"));

    [Fact]
    public void One_emission_factor_can_hold_for_several_years()
    {
        var factors = Parse(
            "carrier: electricity, region: FRA, year: [2024, 2025], kgCo2ePerKwh: 0.044, version: 1.2, source: Ember").Valid()
            .EmissionFactors;
        Assert.Equal(
            [
                new EmissionFactor(Carrier.Electricity, "FRA", 2024, 0.044, FactorMethod.LocationBased, 2, "1.2", "Ember"),
                new EmissionFactor(Carrier.Electricity, "FRA", 2025, 0.044, FactorMethod.LocationBased, 2, "1.2", "Ember"),
            ],
            factors);
    }

    [Fact]
    public void Fuel_is_scope_one_unless_said_otherwise() =>
        Assert.Equal(
            1,
            Parse("carrier: naturalGas, region: FRA, year: 2024, kgCo2ePerKwh: 0.2, source: s").Valid().EmissionFactors[0].Scope);

    [Theory]
    [InlineData(
        "carrier: coal, region: FRA, year: 2024, kgCo2ePerKwh: 1, source: s",
        "emissionFactors[0].carrier: found \"coal\"; expected one of electricity")]
    [InlineData(
        "carrier: heat, region: France, year: 2024, kgCo2ePerKwh: 1, source: s",
        "expected a country as three capital letters (ISO 3166 alpha-3)")]
    [InlineData("carrier: heat, region: FRA, year: 24, kgCo2ePerKwh: 1, source: s", "expected a whole number from 1990 to 2100")]
    [InlineData("carrier: heat, region: FRA, year: 2024, kgCo2ePerKwh: -1, source: s", "expected a number not below 0")]
    [InlineData(
        "carrier: heat, region: FRA, year: 2024, kgCo2ePerKwh: 1",
        "emissionFactors[0].source: found nothing; expected where the figure comes from")]
    [InlineData(
        "carrier: heat, region: FRA, year: [2024, 2024], kgCo2ePerKwh: 1, source: s",
        "expected one factor for each carrier, region, year and method")]
    public void A_wrong_factor_is_refused(string keys, string expected) =>
        Assert.Contains(expected, Parse(keys).OnlyError(), StringComparison.Ordinal);

    [Theory]
    [InlineData(
        "carrier: heat, region: FRA, year: 2024",
        "found no emission factor for Electricity in FRA; expected one, to tell carbon")]
    [InlineData(
        "carrier: electricity, region: FRA, year: [2023, 2025]",
        "found no emission factor for Electricity in FRA in 2024")]
    public void A_metered_carrier_without_its_factor_is_a_warning(string keys, string expected)
    {
        var result = Parse(keys + ", kgCo2ePerKwh: 1, source: s");
        Assert.True(result.IsValid);
        Assert.Contains(expected, Assert.Single(result.Warnings).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_metered_machine_without_a_region_is_a_warning() =>
        Assert.Contains(
            "found a meter of Electricity without a region",
            Assert.Single(Parse(
                "carrier: electricity, region: FRA, year: 2024, kgCo2ePerKwh: 1, source: s",
                Metered.Replace("region: FRA\n", "", StringComparison.Ordinal)).Warnings).ToString(),
            StringComparison.Ordinal);

    [Fact]
    public void A_product_can_be_written_as_its_name()
    {
        var plant = PlantText.Parse(PlantText.Machine(
            "states: alwaysProducing",
            "products: {a: Bolt, b: {name: Nut, plannedScrap: 0.05}, c: }\nskills: {x: Fitter}")).Valid();
        Assert.Equal([new Product("a", "Bolt"), new Product("b", "Nut", 0.05), new Product("c", "c")], plant.Products);
        Assert.Equal(new Skill("x", "Fitter"), Assert.Single(plant.Skills));
    }

    [Fact]
    public void An_id_that_could_not_stand_in_a_topic_is_refused() =>
        Assert.StartsWith(
            "plant.yaml:2:12: products: found \"a/b\"; expected an id of at most 64 letters, digits, '-', '_' and '.'",
            PlantText.Parse(PlantText.Machine("states: alwaysProducing", "products: {a/b: X}")).OnlyError(),
            StringComparison.Ordinal);
}
