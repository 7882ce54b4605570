using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Tests.Examples;

public sealed class DemoPlantTests
{
    private readonly PlantFileResult _demo = PlantFile.Load(ExamplePlants.PathOf("demo.yaml"));

    private Plant Plant => _demo.Plant ?? throw new InvalidOperationException(string.Join('\n', _demo.Errors));

    [Fact]
    public void The_demo_plant_has_no_errors_and_no_warnings()
    {
        Assert.Empty(_demo.Errors);
        Assert.Empty(_demo.Warnings);
    }

    [Fact]
    public void The_demo_plant_has_two_lines_and_twelve_machines_of_four_types_with_three_hundred_sensors()
    {
        Assert.Equal(2, Plant.Assets.Count(asset => asset.Kind == AssetKind.Line));
        Assert.Equal(12, Plant.Machines.Count());
        Assert.Equal(4, Plant.Machines.Select(machine => machine.Type).Distinct().Count());
        Assert.Equal(300, Plant.Machines.Sum(machine => machine.Sensors.Count));
    }

    [Fact]
    public void Each_machine_of_the_demo_plant_can_be_simulated_and_metered()
    {
        Assert.All(Plant.Machines, machine =>
        {
            Assert.NotNull(machine.Simulation);
            Assert.NotEmpty(machine.Meters);
            Assert.NotEmpty(machine.Quantities);
            Assert.NotNull(machine.Calendar);
            Assert.Equal("FRA", machine.Region);
        });
    }
}
