using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Tests.Reading;

public sealed class MachineTypeTests
{
    private const string Types = """
        plantFile: 1
        sensorDefaults: {tag: "{path}", stale: 10s, unit: "%"}
        machineTypes:
          base:
            sensors:
              state: {kind: text}
            states: {sensor: state, map: {RUN: Execute}}
          press:
            type: base
            sensorDefaults: {stale: 20s}
            sensors:
              load: {limits: {high: 80, highHigh: 90}}
              power: {unit: kW, stale: 5s}
            meters:
              power: {carrier: electricity}
            idealCycle: 10s
        line:
          l:
            machines:
              plain: {type: press}
              other: {type: press, name: Other press}
              changed:
                type: press
                idealCycle: 12s
                sensors:
                  load: {limits: {high: 70}}
                  extra: {unit: bar}
                states: {power: power, executeAboveKw: 5}
        """;

    private readonly Plant _plant = PlantText.Parse(Types).Valid();

    private MachineAsset Machine(string id) => (MachineAsset)_plant.Find("l/" + id)!;

    [Fact]
    public void A_machine_has_what_its_type_and_the_types_below_say()
    {
        var machine = Machine("plain");
        Assert.Equal(["state", "load", "power"], machine.Sensors.Select(sensor => sensor.LocalId));
        Assert.Equal("state", Assert.IsType<StateTag>(machine.States).Sensor);
        Assert.Equal(10 * TimeSpan.TicksPerSecond, machine.IdealCycleTicks["*"]);
        Assert.Equal("press", machine.Type);
    }

    [Fact]
    public void Machines_of_a_type_have_sensors_of_their_own()
    {
        Assert.Equal("l/other/load", Machine("other").Sensors[1].Id);
        Assert.Equal("l/other/load", Machine("other").Sensors[1].Tag);
        Assert.Equal("l/plain/load", Machine("plain").Sensors[1].Tag);
        Assert.Equal("Other press", Machine("other").Name);
    }

    [Fact]
    public void A_machine_lays_its_keys_over_those_of_its_type()
    {
        var machine = Machine("changed");
        Assert.Equal(["state", "load", "power", "extra"], machine.Sensors.Select(sensor => sensor.LocalId));
        Assert.Equal(new AlarmLimits(null, null, 70, 90), machine.Sensors[1].Limits);
        Assert.Equal(12 * TimeSpan.TicksPerSecond, machine.IdealCycleTicks["*"]);
        Assert.Equal("power", Assert.Single(machine.Meters).Sensor);
    }

    [Fact]
    public void A_state_source_replaces_the_one_of_the_type_whole() =>
        Assert.Equal(new DerivedStates("power", 5, 0, null, 0), Machine("changed").States);

    [Fact]
    public void The_nearest_sensor_defaults_win_and_pass_by_text_sensors_where_they_fit_numbers_only()
    {
        var sensors = Machine("plain").Sensors;
        Assert.Equal(20 * TimeSpan.TicksPerSecond, sensors[0].StaleTicks);
        Assert.Equal("", sensors[0].Unit);
        Assert.Equal("%", sensors[1].Unit);
        Assert.Equal(5 * TimeSpan.TicksPerSecond, sensors[2].StaleTicks);
    }

    [Fact]
    public void A_mistake_in_a_type_is_reported_once_however_many_machines_have_it()
    {
        var error = PlantText.Parse(Types.Replace("idealCycle: 10s", "idealCycle: soon", StringComparison.Ordinal)
            .Replace("idealCycle: 12s", "microStop: 1m", StringComparison.Ordinal)).OnlyError();
        Assert.StartsWith("plant.yaml:16:17: machineTypes.press.idealCycle: found \"soon\"", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Types_that_build_on_themselves_are_refused() =>
        Assert.Contains(
            "expected types that do not build on themselves",
            PlantText.Parse(
                "plantFile: 1\nmachineTypes: {a: {type: b}, b: {type: a, states: alwaysProducing}}\n"
                + "line: {l: {machines: {m: {type: a}}}}").Errors[0].ToString(),
            StringComparison.Ordinal);

    [Fact]
    public void A_type_that_no_machine_has_is_a_warning() =>
        Assert.Contains(
            "warning: machineTypes.t: found a machine type that no machine has",
            Assert.Single(
                PlantText.Parse(PlantText.Machine("states: alwaysProducing", "machineTypes: {t: {}}")).Warnings).ToString(),
            StringComparison.Ordinal);
}
