using OrleansTwin.PlantFiles.Editing;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Tests.Editing;

/// <summary>Plant files of sites become one enterprise, or are refused in words.</summary>
public sealed class PlantJoinTests
{
    private const string Lyon =
        """
        # Lyon's own.
        plantFile: 1
        products:
          lid: Lid  # the same everywhere
        machineTypes:
          press:
            sensors:
              power: {unit: kW}
            states: alwaysProducing
        enterprise:
          acme:
            name: Acme
            sites:
              # On the Rhône.
              lyon:
                machines:
                  m-1: {type: press}
        telemetry:
          subscribe: ["lyon/#"]
        """;

    private static readonly string Ulm = Lyon
        .Replace("# Lyon's own.\n", "", StringComparison.Ordinal)
        .Replace("lyon", "ulm", StringComparison.Ordinal)
        .Replace("      # On the Rhône.\n", "", StringComparison.Ordinal)
        .Replace("  lid: Lid", "  box: Box\n\n  lid: Lid", StringComparison.Ordinal)
        .Replace(
            "  press:", "  mill:\n    sensors:\n      speed: {unit: rpm}\n    states: alwaysProducing\n  press:",
            StringComparison.Ordinal);

    [Fact]
    public void Sites_stand_side_by_side_and_what_is_said_alike_is_said_once_with_its_comments()
    {
        var text = PlantJoin.Of([("lyon.yaml", Lyon), ("ulm.yaml", Ulm)]);
        var parsed = PlantFile.Parse(text, "joined");
        Assert.Empty(parsed.Errors);
        var plant = Assert.IsType<Plant>(parsed.Plant);
        Assert.Equal(["acme/lyon/m-1/power", "acme/ulm/m-1/power"], plant.Assets.OfType<SensorAsset>().Select(one => one.Id));
        Assert.Equal(["lid", "box"], plant.Products.Select(product => product.Id));
        Assert.Equal(1, Count(text, "  press:"));
        foreach (var comment in new[] { "# Lyon's own.", "# On the Rhône.", "# the same everywhere" })
            Assert.Equal(1, Count(text, comment));
        Assert.Equal(0, Count(text, "telemetry:"));
    }

    [Fact]
    public void A_file_alone_stays_what_it_is_but_for_its_telemetry() => Assert.Equal(
        Lyon[..Lyon.IndexOf("telemetry", StringComparison.Ordinal)], PlantJoin.Of([("lyon.yaml", Lyon)]));

    [Theory]
    [InlineData("unit: kW", "unit: W", "lyon.yaml and ulm.yaml say different things of 'press'")]
    [InlineData("name: Acme", "name: Other", "say different things of 'enterprise acme: name'")]
    [InlineData("      ulm:", "      lyon:", "both have site 'lyon'")]
    [InlineData("  box: Box", "  lid: Deckel", "say different things of 'lid'")]
    [InlineData("plantFile: 1", "plantFile: 2", "'plantFile: 1' of lyon.yaml stands in one line")]
    public void What_would_change_its_meaning_is_refused_with_both_files(string before, string after, string found)
    {
        var other = Ulm.Replace(before, after, StringComparison.Ordinal);
        Assert.NotEqual(Ulm, other);
        var refused = Assert.Throws<FormatException>(() => PlantJoin.Of([("lyon.yaml", Lyon), ("ulm.yaml", other)]));
        Assert.Contains(found, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_enterprise_leaves_no_plant_that_could_run()
    {
        var text = PlantJoin.Of([("lyon.yaml", Lyon), ("x.yaml", Ulm.Replace("  acme:", "  other:", StringComparison.Ordinal))]);
        Assert.Null(PlantFile.Parse(text, "joined").Plant);
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
