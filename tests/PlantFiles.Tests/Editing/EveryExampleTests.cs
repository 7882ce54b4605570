using OrleansTwin.PlantFiles.Editing;
using OrleansTwin.PlantFiles.Tests.Examples;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Tests.Editing;

/// <summary>Adopting a tag in any machine of any example changes the plant by that and by nothing else.</summary>
public sealed class EveryExampleTests
{
    private const string Tag = "loose/tag:with colon";

    public static TheoryData<string> Names => ExampleTests.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void A_new_sensor_changes_its_machine_alone(string name)
    {
        var text = File.ReadAllText(ExamplePlants.PathOf(name));
        var before = Plant(text);
        foreach (var machine in before.Machines)
        {
            var id = $"{machine.Id}/adopted";
            var result = PlantEdit.AdoptTag(text, new SensorTag(id, Tag, ValueKind.Number, "Oven, upper part", "degC"));
            Assert.Null(result.Refusal);
            var after = Assert.IsType<Plant>(result.Plant);
            var sensor = Assert.IsType<SensorAsset>(after.Find(id));
            Assert.Equal(
                (id, Tag, ValueKind.Number, "Oven, upper part", "degC"),
                (sensor.Id, sensor.Tag, sensor.ValueKind, sensor.Name, sensor.Unit));
            AssertSame(With(before, machine.Id, found => found with
            {
                Sensors = [.. found.Sensors, sensor with { Calendar = found.Calendar }],
            }), after);
            AssertKeepsItsLines(text, result.Text!);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_tag_for_a_sensor_that_is_there_changes_that_tag_alone(string name)
    {
        var text = File.ReadAllText(ExamplePlants.PathOf(name));
        var before = Plant(text);
        var (asked, adopted) = (0, 0);

        // Each seventh: all machines and kinds of sensors come about, in a seventh of the time.
        foreach (var sensor in before.Assets.OfType<SensorAsset>().Where((_, place) => place % 7 == 0))
        {
            asked++;
            var result = PlantEdit.AdoptTag(text, new SensorTag(sensor.Id, Tag, sensor.ValueKind));
            if (result.Refusal is { } refusal)
            {
                Assert.Equal(PlantEditFault.Conflict, refusal.Fault);
                continue;
            }

            adopted++;
            var expected = With(before, sensor.ParentId!, machine => machine with { Sensors = Retagged(machine, sensor) });
            AssertSame(expected, result.Plant!);
            AssertKeepsItsLines(text, result.Text!);
        }

        // The smallest example says every tag at its sensor, the others by default.
        Assert.Equal(name == "one-machine.yaml" ? 0 : asked, adopted);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Comments_and_lines_end_as_they_did_in_a_file_of_windows(string name)
    {
        var text = File.ReadAllText(ExamplePlants.PathOf(name)).ReplaceLineEndings("\r\n");
        var machine = Plant(text).Machines.Last();
        var result = PlantEdit.AdoptTag(text, new SensorTag($"{machine.Id}/adopted", Tag, ValueKind.Text));
        Assert.Null(result.Refusal);
        Assert.Equal(result.Text!.Count(letter => letter == '\n'), result.Text!.Split("\r\n").Length - 1);
        AssertKeepsItsLines(text, result.Text!);
    }

    private static Plant Plant(string text) =>
        PlantFile.Parse(text, "plant.yaml").Plant ?? throw new InvalidOperationException("The example has errors.");

    private static void AssertSame(Plant expected, Plant found) => Assert.Equal(Described.Of(expected), Described.Of(found));

    // What was written is a beginning and an end of what is, with the change between.
    private static void AssertKeepsItsLines(string before, string after)
    {
        var same = before.Zip(after).TakeWhile(pair => pair.First == pair.Second).Count();
        Assert.EndsWith(before[same..], after, StringComparison.Ordinal);
        Assert.InRange(after.Length - before.Length, 1, 200);
    }

    private static List<SensorAsset> Retagged(MachineAsset machine, SensorAsset sensor) =>
        [.. machine.Sensors.Select(item => item.Id == sensor.Id ? item with { Tag = Tag } : item)];

    private static Plant With(Plant plant, string machineId, Func<MachineAsset, MachineAsset> change) => new()
    {
        Root = (CompositeAsset)With(plant.Root, machineId, change),
        Products = plant.Products,
        EmissionFactors = plant.EmissionFactors,
        Skills = plant.Skills,
        SpareParts = plant.SpareParts,
        Telemetry = plant.Telemetry,
        SimulatedOrders = plant.SimulatedOrders,
    };

    private static Asset With(Asset asset, string machineId, Func<MachineAsset, MachineAsset> change) =>
        asset switch
        {
            MachineAsset machine when machine.Id == machineId => change(machine),
            CompositeAsset composite => composite with
            {
                Children = [.. composite.Children.Select(child => With(child, machineId, change))],
            },
            _ => asset,
        };
}
