using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Tests.Reading;

/// <summary>A machine that a trained model follows.</summary>
public sealed class LifeModelTests
{
    [Fact]
    public void A_length_of_production_is_a_cycle_and_columns_are_told_by_sensors_of_their_name_unless_said()
    {
        var use = Read("model: press-v2, cycle: 8h, columns: {s2: heat, \"oil / bar\": oil}, task: bearing")!;

        Assert.Equal(("press-v2", "bearing"), (use.Model, use.TaskId));
        Assert.Equal((8 * TimeSpan.TicksPerHour, 0L), (use.CycleTicks, use.CycleParts));
        Assert.Equal(("heat", "oil", "heat"), (use.SensorOf("s2"), use.SensorOf("oil / bar"), use.SensorOf("heat")));
    }

    [Fact]
    public void An_amount_of_pieces_is_a_cycle_and_the_first_task_is_meant()
    {
        var use = Read("model: press, cycle: {parts: 1000}")!;
        Assert.Equal((0L, 1000L, null), (use.CycleTicks, use.CycleParts, use.TaskId));
        Assert.Empty(use.Sensors);
    }

    [Fact]
    public void A_machine_takes_the_model_of_its_type()
    {
        var plant = PlantText.Parse(
            """
            plantFile: 1
            machineTypes: {press: {states: alwaysProducing, sensors: {heat: {unit: degC}}, lifeModel: {model: press, cycle: 8h}}}
            line: {l: {machines: {a: {type: press}, b: {type: press, lifeModel: {cycle: 4h}}}}}
            """).Valid();
        Assert.Equal(
            [("press", 8 * TimeSpan.TicksPerHour), ("press", 4 * TimeSpan.TicksPerHour)],
            plant.Machines.Select(machine => (machine.LifeModel!.Model, machine.LifeModel.CycleTicks)));
    }

    [Theory]
    [InlineData("cycle: 8h", "m.lifeModel.model: found nothing; expected the name of a trained model")]
    [InlineData("model: a press, cycle: 8h", "m.lifeModel.model: found \"a press\"; expected at most 64 letters")]
    [InlineData("model: press", "m.lifeModel.cycle: found nothing; expected a length of production such as 8h")]
    [InlineData("model: press, cycle: 10s", "m.lifeModel.cycle: found \"10s\"; expected a length of production")]
    [InlineData("model: press, cycle: {}", "m.lifeModel.cycle.parts: found nothing; expected how many pieces are a cycle")]
    [InlineData("model: press, cycle: {parts: 0}", "m.lifeModel.cycle.parts: found \"0\"; expected a whole number")]
    [InlineData(
        "model: press, cycle: 8h, columns: {s2: hat}", "m.lifeModel.columns.s2: found \"hat\"; expected the id of a sensor")]
    [InlineData(
        "model: press, cycle: 8h, columns: {s2: word}",
        "m.lifeModel.columns.s2: found \"word\", a text; expected a sensor of numbers")]
    [InlineData("model: press, cycle: 8h, task: belt", "m.lifeModel.task: found \"belt\"; expected the id of a maintenance task")]
    [InlineData("model: press, cycle: 8h, settings: [a]", "m.lifeModel: found the unknown key \"settings\"")]
    public void What_makes_no_sense_is_refused_with_what_was_expected(string keys, string expected) =>
        Assert.Contains(expected, Parse(keys).OnlyError(), StringComparison.Ordinal);

    [Fact]
    public void Pieces_are_no_cycle_where_the_machine_counts_none() => Assert.Contains(
        "m.lifeModel.cycle.parts: found \"1000\"; expected a length of production; the machine counts no pieces",
        Parse("model: press, cycle: {parts: 1000}", quantities: "").OnlyError(), StringComparison.Ordinal);

    private static LifeModelUse? Read(string keys) => Parse(keys).Valid().Machines.Single().LifeModel;

    private static PlantFileResult Parse(string keys, string quantities = "quantities: {good: {role: good}}\n") =>
        PlantText.Parse(PlantText.Machine(
            "states: alwaysProducing\nmaintenance: {bearing: {duration: 2h}}\n"
            + "sensors: {heat: {unit: degC}, oil: {unit: bar}, good: {unit: pcs}, word: {kind: text}}\n"
            + $"{quantities}lifeModel: {{{keys}}}\n"));
}
