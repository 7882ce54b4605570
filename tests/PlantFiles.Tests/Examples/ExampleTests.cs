using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Tests.Examples;

public sealed class ExampleTests
{
    public static TheoryData<string> Names =>
        [.. Directory.GetFiles(ExamplePlants.Folder, "*.yaml").Select(path => Path.GetFileName(path))];

    private static Plant Read(string name)
    {
        var result = PlantFile.Load(ExamplePlants.PathOf(name));
        Assert.True(result.IsValid, string.Join('\n', result.Errors));
        return result.Plant!;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_example_is_read_without_errors_or_warnings(string name)
    {
        var result = PlantFile.Load(ExamplePlants.PathOf(name));
        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_example_names_the_schema_by_a_path_that_exists(string name)
    {
        const string comment = "# yaml-language-server: $schema=";
        var first = File.ReadLines(ExamplePlants.PathOf(name)).First();
        Assert.StartsWith(comment, first, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(ExamplePlants.Folder, first[comment.Length..])), first);
    }

    [Fact]
    public void The_cnc_mill_has_a_sensor_for_each_column_of_the_recordings()
    {
        var mill = Assert.Single(Read("cnc-mill.yaml").Machines);
        Assert.Equal("cnc-mill", mill.LocalId);
        Assert.Equal(48, mill.Sensors.Count(sensor => sensor.LocalId.StartsWith("M1_", StringComparison.Ordinal)
            || sensor.LocalId == "Machining_Process" || sensor.LocalId[1..].StartsWith("1_", StringComparison.Ordinal)));
        Assert.Equal(["X1_OutputPower", "Y1_OutputPower", "S1_OutputPower"], mill.Meters.Select(meter => meter.Sensor));
        Assert.All(mill.Meters, meter => Assert.Equal(
            (Carrier.Electricity, MeterKind.PowerKw, TimeSpan.TicksPerSecond), (meter.Carrier, meter.Kind, meter.GapTicks)));
    }

    [Fact]
    public void The_cnc_mill_reads_every_process_label_of_the_recordings()
    {
        var mill = Assert.Single(Read("cnc-mill.yaml").Machines);
        var map = Assert.IsType<StateTag>(mill.States).Map;
        Assert.Equal(PackMlState.Starting, map["Starting"].State);
        Assert.Equal(new MachineState(PackMlState.Idle, StateReason.Setup, "Prep"), map["Prep"]);
        Assert.Equal((PackMlState.Completing, PackMlState.Completing), (map["End"].State, map["end"].State));
        Assert.Equal(7, map.Values.Count(state => state.State == PackMlState.Execute));
        Assert.Equal(QuantityRole.Scrap, Assert.Single(mill.Quantities).Results["scrap"]);
        Assert.Null(mill.Calendar);
    }
}
