using OrleansTwin.PlantFiles.Tests.Reading;

namespace OrleansTwin.PlantFiles.Tests.Errors;

public sealed class CollectedErrorTests
{
    [Fact]
    public void All_errors_are_told_at_once_in_the_order_of_the_file()
    {
        const string text = """
            plantFile: 1
            products:
              bracket: {plannedScrap: 7}
            line:
              l:
                colour: red
                machines:
                  m:
                    states: alwaysProducing
                    idealCycle: {braket: 12}
                    sensors: {s: {unit: Kelvin, stale: 5}}
            """;
        Assert.Equal(
            [
                "plant.yaml:3:27: products.bracket.plannedScrap: found \"7\"; expected a number from 0 to 1",
                "plant.yaml:6:5: line.l: found the unknown key \"colour\"; expected one of name, calendar, region, oeeRule, "
                    + "suppliedBy, constraint, flow, simulatedOrders, machines",
                "plant.yaml:10:22: line.l.machines.m.idealCycle: found \"braket\"; "
                    + "expected the id of a product; did you mean \"bracket\"?",
                "plant.yaml:10:30: line.l.machines.m.idealCycle.braket: found \"12\"; expected a time per piece such as 12s, "
                    + "longer than nothing, or a rate such as 300/h; for seconds write 12s",
                "plant.yaml:11:29: line.l.machines.m.sensors.s.unit: found \"Kelvin\"; "
                    + "expected a unit such as kW, degC, bar, mm/s; docs/plant-file.md lists all units",
                "plant.yaml:11:44: line.l.machines.m.sensors.s.stale: found \"5\"; "
                    + "expected a duration such as 250ms, 1.5s, 2m, 8h or 14d; for seconds write 5s",
            ],
            PlantText.Parse(text).Errors.Select(error => error.ToString()));
    }

    [Fact]
    public void Errors_beyond_the_limit_are_counted()
    {
        var products = Enumerable.Range(0, 250).Select(i => $"  p{i}: {{plannedScrap: 2}}\n");
        var text = "plantFile: 1\nproducts:\n" + string.Concat(products)
            + "line: {l: {machines: {m: {states: alwaysProducing}}}}";
        var result = PlantFile.Parse(text, "plant.yaml");
        Assert.Equal(100, result.Errors.Count);
        Assert.Equal(150, result.Omitted);
    }

    [Fact]
    public void Long_text_is_shown_shortened() =>
        Assert.Contains(
            "found \"" + new string('x', 60) + "…\"",
            PlantText.Parse(PlantText.Sensor("unit: " + new string('x', 5000))).OnlyError(),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("exceute", "Execute")]
    [InlineData("EXECUTE", "Execute")]
    [InlineData("Exectue", "Execute")]
    [InlineData("zzz", null)]
    [InlineData("q", null)]
    public void The_nearest_word_is_suggested_and_none_where_none_is_near(string found, string? expected) =>
        Assert.Equal(expected, PlantFiles.Reading.Suggest.Nearest(found, ["Idle", "Execute", "Held", "p"]));
}
