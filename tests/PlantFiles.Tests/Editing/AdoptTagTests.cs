using OrleansTwin.PlantFiles.Editing;
using OrleansTwin.PlantFiles.Tests.Reading;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Tests.Editing;

public sealed class AdoptTagTests
{
    private const string Types =
        "machineTypes:\n  t:\n    states: alwaysProducing\n    sensors:\n"
        + "      own: {tag: \"{machine}/own\"}\n      free: {unit: kW}\n";

    [Theory]
    [InlineData("states: alwaysProducing\n", "states: alwaysProducing\nsensors:\n  s: {kind: number, tag: a/b}\n")]
    [InlineData(
        "sensors:\n  x: {tag: c} # was here\n  # a last word\nstates: alwaysProducing\n",
        "sensors:\n  x: {tag: c} # was here\n  s: {kind: number, tag: a/b}\n  # a last word\nstates: alwaysProducing\n")]
    [InlineData(
        "sensors:\n    x:\n        tag: c\n\nstates: alwaysProducing\n",
        "sensors:\n    x:\n        tag: c\n    s: {kind: number, tag: a/b}\n\nstates: alwaysProducing\n")]
    [InlineData(
        "states: alwaysProducing\nsensors: {x: {tag: c}} # one line\n",
        "states: alwaysProducing\nsensors: {x: {tag: c}, s: {kind: number, tag: a/b}} # one line\n")]
    [InlineData(
        "states: alwaysProducing\nsensors: {\n  x: {tag: c},\n}\n",
        "states: alwaysProducing\nsensors: {\n  x: {tag: c}, s: {kind: number, tag: a/b},\n}\n")]
    [InlineData("sensors: {}\nstates: alwaysProducing\n", "sensors: {s: {kind: number, tag: a/b}}\nstates: alwaysProducing\n")]
    [InlineData(
        "sensors: # none yet\nstates: alwaysProducing\n",
        "sensors: {s: {kind: number, tag: a/b}} # none yet\nstates: alwaysProducing\n")]
    [InlineData("sensors: ~\nstates: alwaysProducing\n", "sensors: {s: {kind: number, tag: a/b}}\nstates: alwaysProducing\n")]
    public void A_new_sensor_follows_the_layout_that_it_finds(string machine, string expected) =>
        Assert.Equal(PlantText.Machine(expected), Adopt(PlantText.Machine(machine), "l/m/s").Text);

    [Theory]
    [InlineData("s: {unit: kW}", "s: {unit: kW, tag: a/b}")]
    [InlineData("s: {} # free", "s: {tag: a/b} # free")]
    [InlineData("s:", "s: {tag: a/b}")]
    [InlineData("s: {tag: , unit: kW}", "s: {tag: a/b, unit: kW}")]
    [InlineData("s:\n  unit: kW # free", "s:\n  unit: kW # free\n  tag: a/b")]
    public void A_sensor_without_a_tag_gets_one(string sensor, string expected) =>
        Assert.Equal(Sensor(expected), Adopt(Sensor(sensor), "l/m/s").Text);

    [Fact]
    public void The_sensor_of_a_type_gets_the_tag_at_its_machine_and_others_of_the_type_do_not()
    {
        var text = $"plantFile: 1\n{Types}line:\n  l:\n    machines:\n      m: {{type: t}}\n      n: {{type: t}}\n";
        var result = Adopt(text, "l/m/free");
        Assert.Equal(
            text.Replace("m: {type: t}", "m: {type: t, sensors: {free: {tag: a/b}}}", StringComparison.Ordinal), result.Text);
        Assert.Equal(("a/b", "kW"), TagAndUnit(result.Plant!, "l/m/free"));
        Assert.Equal((null, "kW"), TagAndUnit(result.Plant!, "l/n/free"));
    }

    [Theory]
    [InlineData("l/m/own", "Sensor 'l/m/own' has the tag '{machine}/own'.")]
    [InlineData("l/m/mine", "Sensor 'l/m/mine' has the tag 'x/y'.")]
    public void A_sensor_that_has_a_tag_of_its_own_keeps_it(string sensor, string found)
    {
        var text = $"plantFile: 1\n{Types}line:\n  l:\n    machines:\n      m: {{type: t, sensors: {{mine: {{tag: x/y}}}}}}\n";
        var refusal = Refused(Adopt(text, sensor));
        Assert.Equal((PlantEditFault.Conflict, found), (refusal.Fault, refusal.Found));
    }

    [Fact]
    public void A_tag_that_feeds_a_sensor_is_not_given_away()
    {
        var refusal = Refused(Adopt(Sensor("x: {tag: a/b}"), "l/m/s"));
        Assert.Equal((PlantEditFault.Conflict, "Tag 'a/b' feeds sensor 'l/m/x'."), (refusal.Fault, refusal.Found));
    }

    [Theory]
    [InlineData("s: {unit: kW}", null, "W")]
    [InlineData("s: {name: Power, unit: kW}", "Energy", null)]
    public void A_sensor_that_is_there_takes_no_other_name_or_unit(string sensor, string? name, string? unit)
    {
        var adopted = new SensorTag("l/m/s", "a/b", ValueKind.Number, name, unit);
        Assert.Equal(PlantEditFault.Conflict, Refused(PlantEdit.AdoptTag(Sensor(sensor), adopted)).Fault);
    }

    [Theory]
    [InlineData("l/other/s")]
    [InlineData("l/s")]
    [InlineData("s")]
    [InlineData("l/m/x/deeper")]
    public void A_sensor_needs_a_machine(string sensor) =>
        Assert.Equal(PlantEditFault.NotFound, Refused(Adopt(Sensor("x: {}"), sensor)).Fault);

    [Theory]
    [InlineData("a/b", "furlongs", "furlongs")]
    [InlineData("a/{machine}", null, "can't be given")]
    [InlineData("a/+", null, "wildcards")]
    public void An_edit_that_yields_no_valid_plant_is_refused_with_its_reason(string tag, string? unit, string said)
    {
        var refusal = Refused(PlantEdit.AdoptTag(Sensor("x: {}"), new SensorTag("l/m/s", tag, ValueKind.Number, Unit: unit)));
        Assert.Equal(PlantEditFault.Invalid, refusal.Fault);
        Assert.Contains(said, refusal.Found + refusal.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void A_layout_that_no_edit_fits_is_left_alone_and_says_what_to_write_where()
    {
        var refusal = Refused(Adopt(PlantText.Machine("states: alwaysProducing\n? sensors\n: ? x\n  : {}\n"), "l/m/s"));
        Assert.Equal(PlantEditFault.Invalid, refusal.Fault);
        Assert.Equal("Write by hand, at line.l.machines.m.sensors.s: {kind: number, tag: a/b}", refusal.Remedy);
    }

    [Theory]
    [InlineData("plant/oven:temp")]
    [InlineData("a \"quoted\" tag \\ with , and : and é 🙂")]
    [InlineData("true")]
    [InlineData("12.5")]
    [InlineData("tab\there")]
    public void Any_tag_is_written_so_that_it_is_read_back(string tag)
    {
        var result = PlantEdit.AdoptTag(Sensor("x: {}"), new SensorTag("l/m/s", tag, ValueKind.Boolean));
        Assert.Null(result.Refusal);
        Assert.Equal(tag, TagAndUnit(result.Plant!, "l/m/s").Tag);
    }

    private static PlantEditResult Adopt(string text, string sensor) =>
        PlantEdit.AdoptTag(text, new SensorTag(sensor, "a/b", ValueKind.Number));

    private static PlantEditRefusal Refused(PlantEditResult result)
    {
        Assert.Null(result.Text);
        return Assert.IsType<PlantEditRefusal>(result.Refusal);
    }

    private static string Sensor(string sensor) =>
        PlantText.Machine($"states: alwaysProducing\nsensors:\n  {sensor.ReplaceLineEndings("\n  ")}\n");

    private static (string? Tag, string Unit) TagAndUnit(Plant plant, string id) =>
        plant.Find(id) is SensorAsset sensor ? (sensor.Tag, sensor.Unit) : (null, "no such sensor");
}
