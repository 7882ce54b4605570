using OrleansTwin.PlantFiles.Editing;
using OrleansTwin.PlantFiles.Tests.Editing;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Tests.Reading;

public sealed class SupplyTests
{
    /// <summary>Utilities beside a hall of two lines; $0 to $3 are keys of hall, line, press and compressor.</summary>
    private const string Site = """
        plantFile: 1
        site:
          lyon:
            areas:
              utilities:
                machines:
                  switchboard: {states: alwaysProducing}
                  compressor: {states: alwaysProducing, sensors: {pressure: {unit: bar}}$3}
              hall:
                name: Hall$0
                machines: {pump: {states: alwaysProducing}}
                lines:
                  line-1:
                    name: Line 1$1
                    machines:
                      press: {states: alwaysProducing$2}
                      pump: {states: alwaysProducing}
                  line-2: {machines: {press: {states: alwaysProducing}}}
        """;

    private const string Utilities = "lyon/utilities";
    private const string Press = "lyon/hall/line-1/press";

    [Theory]
    [InlineData("utilities/compressor", $"{Utilities}/compressor")]
    [InlineData("lyon/utilities/compressor", $"{Utilities}/compressor")]
    [InlineData("pump", "lyon/hall/line-1/pump")]
    [InlineData("line-2/press", "lyon/hall/line-2/press")]
    [InlineData("hall/pump", "lyon/hall/pump")]
    public void A_supply_is_looked_up_outwards_the_nearest_first(string name, string expected) =>
        Assert.Equal([expected], Read(press: $"suppliedBy: {name}").SuppliersOf(Press));

    [Fact]
    public void What_supplies_a_line_or_a_hall_supplies_every_machine_in_it_beside_its_own()
    {
        var plant = Read(
            hall: "suppliedBy: [utilities/switchboard, pump]", line: "suppliedBy: [utilities/compressor]",
            press: "suppliedBy: pump", compressor: "suppliedBy: switchboard");

        Assert.Equal(
            ["lyon/hall/line-1/pump", $"{Utilities}/compressor", $"{Utilities}/switchboard", "lyon/hall/pump"],
            plant.SuppliersOf(Press));
        Assert.Equal([$"{Utilities}/switchboard", "lyon/hall/pump"], plant.SuppliersOf("lyon/hall/line-2/press"));
        Assert.Equal([$"{Utilities}/switchboard"], plant.SuppliersOf($"{Utilities}/compressor"));
        Assert.Empty(plant.SuppliersOf("lyon/hall/pump"));
        Assert.Empty(plant.SuppliersOf($"{Utilities}/switchboard"));
        Assert.Empty(Read().SuppliersOf(Press));
    }

    [Fact]
    public void Supplies_may_go_in_a_circle()
    {
        var plant = Read(press: "suppliedBy: pump", line: "suppliedBy: press");
        Assert.Equal([Press], plant.SuppliersOf("lyon/hall/line-1/pump"));
        Assert.Equal(["lyon/hall/line-1/pump"], plant.SuppliersOf(Press));
    }

    [Theory]
    [InlineData(
        "suppliedBy: utilities/compresor",
        "press.suppliedBy: found \"utilities/compresor\"; expected the id of a machine that stands beside it or beside what it "
        + "stands in, or a machine's path")]
    [InlineData("suppliedBy: pumps", "did you mean \"pump\"?")]
    [InlineData("suppliedBy: [pump, hall/pump, pump]", "press.suppliedBy[2]: found \"pump\"; expected each supply once")]
    [InlineData("suppliedBy: press", "found \"press\"; expected another machine; no machine supplies itself")]
    [InlineData("suppliedBy: utilities", "found \"utilities\", the area lyon/utilities; expected the id of a machine")]
    [InlineData("suppliedBy: utilities", "name machines of lyon/utilities")]
    [InlineData("suppliedBy: utilities/compressor/pressure", "name its machine, lyon/utilities/compressor")]
    [InlineData("suppliedBy: {pump: air}", "press.suppliedBy: found a map; expected the id of a machine")]
    public void A_wrong_supply_is_refused_with_what_is_expected(string press, string expected) =>
        Assert.Contains(expected, PlantText.Parse(Text("", "", press, "")).OnlyError(), StringComparison.Ordinal);

    [Fact]
    public void More_supplies_than_ways_are_searched_over_are_refused()
    {
        var names = Enumerable.Range(1, 33).Select(number => $"c-{number}").ToList();
        var text = $"plantFile: 1\nline:\n  l:\n    suppliedBy: [{string.Join(", ", names)}]\n    machines:\n"
            + string.Concat(names.Select(name => $"      {name}: {{states: alwaysProducing}}\n"));
        Assert.Contains(
            "l.suppliedBy[32]: found \"c-33\"; expected at most 32 supplies", PlantText.Parse(text).OnlyError(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_machine_type_has_no_supply() => Assert.Contains(
        "the unknown key \"suppliedBy\"",
        PlantText.Parse(PlantText.Machine("type: t", "machineTypes: {t: {states: alwaysProducing, suppliedBy: a}}")).ErrorAt(2),
        StringComparison.Ordinal);

    [Fact]
    public void A_part_of_a_plant_knows_the_supplies_that_stand_elsewhere()
    {
        var plant = Read(press: "suppliedBy: utilities/compressor", compressor: "suppliedBy: switchboard");
        var part = plant.WithRoot(plant.Root with { Children = [plant.Root.Children[1]] });

        Assert.Null(part.Find($"{Utilities}/compressor"));
        Assert.Equal([$"{Utilities}/compressor"], part.SuppliersOf(Press));
        Assert.Equal([$"{Utilities}/switchboard"], part.SuppliersOf($"{Utilities}/compressor"));
    }

    [Fact]
    public void A_plant_says_who_supplies_whom_to_the_last_property() => Assert.Contains(
        ".Supplies[0].Value[0] = lyon/utilities/compressor", Described.Of(Read(press: "suppliedBy: utilities/compressor")),
        StringComparison.Ordinal);

    [Fact]
    public void A_plant_that_was_edited_has_the_supplies_that_it_had()
    {
        var text = Text("suppliedBy: utilities/switchboard", "", "suppliedBy: utilities/compressor", "suppliedBy: switchboard");
        var edited = PlantEdit.AdoptTag(text, new SensorTag($"{Utilities}/compressor/pressure", "a/b", ValueKind.Number));

        Assert.Equal(
            PlantText.Parse(text).Valid().Supplies.SelectMany(supply => supply.Value.Prepend(supply.Key)),
            edited.Plant?.Supplies.SelectMany(supply => supply.Value.Prepend(supply.Key)));
    }

    [Fact]
    public void Sites_that_are_joined_keep_each_its_own_supplies()
    {
        const string lyon = """
            plantFile: 1
            enterprise:
              acme:
                sites:
                  lyon:
                    suppliedBy: compressor
                    machines:
                      compressor: {states: alwaysProducing}
                      press: {states: alwaysProducing}
            """;
        var joined = PlantJoin.Of([("lyon", lyon), ("ulm", lyon.Replace("lyon", "ulm", StringComparison.Ordinal))]);
        var plant = PlantText.Parse(joined).Valid();

        Assert.Equal(["acme/lyon/compressor"], plant.SuppliersOf("acme/lyon/press"));
        Assert.Equal(["acme/ulm/compressor"], plant.SuppliersOf("acme/ulm/press"));
    }

    private static Plant Read(string hall = "", string line = "", string press = "", string compressor = "") =>
        PlantText.Parse(Text(hall, line, press, compressor)).Valid();

    private static string Text(string hall, string line, string press, string compressor) => Site
        .Replace("$0", hall.Length == 0 ? "" : $"\n        {hall}", StringComparison.Ordinal)
        .Replace("$1", line.Length == 0 ? "" : $"\n            {line}", StringComparison.Ordinal)
        .Replace("$2", press.Length == 0 ? "" : $", {press}", StringComparison.Ordinal)
        .Replace("$3", compressor.Length == 0 ? "" : $", {compressor}", StringComparison.Ordinal);
}
