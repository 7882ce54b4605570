using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Tests.Reading;

public sealed class HierarchyTests
{
    private const string Nested = """
        plantFile: 1
        calendars:
          day: {timeZone: UTC, shifts: {day: {days: mon-fri, start: 08:00, end: 16:00}}}
        enterprise:
          acme:
            name: Acme
            sites:
              lyon:
                region: FRA
                calendar: day
                areas:
                  body:
                    lines:
                      line-1: {machines: {press: {states: alwaysProducing, sensors: {t: {unit: degC}}}}}
                    machines:
                      boiler: {states: alwaysProducing, calendar: aroundTheClock, region: DEU}
                machines:
                  compressor: {states: alwaysProducing}
        """;

    private readonly Plant _plant = PlantText.Parse(Nested).Valid();

    [Fact]
    public void Ids_are_paths_from_the_root()
    {
        Assert.Equal(
            [
                "acme", "acme/lyon", "acme/lyon/body", "acme/lyon/body/line-1", "acme/lyon/body/line-1/press",
                "acme/lyon/body/line-1/press/t", "acme/lyon/body/boiler", "acme/lyon/compressor",
            ],
            _plant.Assets.Select(asset => asset.Id));
        Assert.Equal(AssetKind.Site, _plant.Find("acme/lyon")!.Kind);
        Assert.Equal("Acme", _plant.Root.Name);
        Assert.Equal("press", _plant.Find("acme/lyon/body/line-1/press")!.Name);
    }

    [Fact]
    public void Calendar_and_region_are_inherited_down_to_the_sensor()
    {
        var sensor = _plant.Find("acme/lyon/body/line-1/press/t")!;
        Assert.Equal("day", sensor.Calendar!.Id);
        Assert.Equal("FRA", sensor.Region);
        Assert.Null(_plant.Root.Calendar);
    }

    [Fact]
    public void A_machine_can_leave_the_calendar_and_region_of_its_ancestors()
    {
        var boiler = _plant.Find("acme/lyon/body/boiler")!;
        Assert.Null(boiler.Calendar);
        Assert.Equal("DEU", boiler.Region);
    }

    [Theory]
    [InlineData("enterprise")]
    [InlineData("site")]
    [InlineData("area")]
    [InlineData("line")]
    public void The_root_may_be_any_composite(string level)
    {
        var plant = PlantText.Parse($"plantFile: 1\n{level}: {{x: {{machines: {{m: {{states: alwaysProducing}}}}}}}}").Valid();
        Assert.Equal(level, plant.Root.Kind.ToString().ToLowerInvariant());
        Assert.Equal("x/m", Assert.Single(plant.Machines).Id);
    }

    [Fact]
    public void Two_roots_are_refused() =>
        Assert.Contains(
            "found both site and line; expected one root",
            PlantText.Parse("plantFile: 1\nsite: {a: {}}\nline: {b: {}}").OnlyError(),
            StringComparison.Ordinal);

    [Fact]
    public void A_root_with_two_ids_is_refused() =>
        Assert.StartsWith(
            "plant.yaml:2:7: site: found 2 ids; expected one id below site",
            PlantText.Parse("plantFile: 1\nsite: {a: {}, b: {}}").OnlyError(),
            StringComparison.Ordinal);

    [Fact]
    public void An_id_used_by_a_line_and_a_machine_of_one_site_is_refused() =>
        Assert.Contains(
            "site.s.machines.x: found the id \"x\" again; expected an id used once in s; first on line 4",
            PlantText.Parse(
                "plantFile: 1\nsite:\n  s:\n    lines: {x: {}}\n    machines: {x: {states: alwaysProducing}}").OnlyError(),
            StringComparison.Ordinal);

    [Fact]
    public void A_level_below_a_lower_one_is_an_unknown_key() =>
        Assert.Contains(
            "line.l: found the unknown key \"sites\"",
            PlantText.Parse("plantFile: 1\nline: {l: {sites: {}}}").OnlyError(),
            StringComparison.Ordinal);
}
