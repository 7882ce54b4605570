using OrleansTwin.Twins.Maintenance.Degradation;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Tests.Reading;

/// <summary>A sensor that shows its machine's wear.</summary>
public sealed class WearTests
{
    private const string Belief = "start: 0.4, startLogDeviation: 0.5, rate: 0.004, rateDeviation: 0.002, logNoise: 0.1";

    [Fact]
    public void Wear_is_read_with_all_its_keys()
    {
        var wear = Read($"wear: {{form: power, limit: 7.1, offset: 0.8, {Belief}, every: 30m, task: bearing}}");

        Assert.Equal(
            new SensorWear(
                new PathPrior(PathForm.PowerLaw, 0.8, 7.1, new Belief(Math.Log(0.4), 0.5), new Belief(0.004, 0.002), 0.1),
                30 * TimeSpan.TicksPerMinute, "bearing"),
            wear);
    }

    [Fact]
    public void What_is_left_out_is_the_highest_alarm_limit_no_offset_an_hour_and_the_first_task() =>
        Assert.Equal(
            new SensorWear(
                new PathPrior(PathForm.Exponential, 0, 9, new Belief(Math.Log(0.4), 0.5), new Belief(0.004, 0.002), 0.1),
                TimeSpan.TicksPerHour, null),
            Read($"limits: {{high: 5, highHigh: 9}}, wear: {{form: exponential, {Belief}}}"));

    [Fact]
    public void How_fast_it_wears_may_be_left_to_lives_that_will_teach_it() => Assert.Null(
        Read("wear: {form: power, limit: 9, start: 0.4, startLogDeviation: 0.5, logNoise: 0.1}")!.Path.Rate);

    [Theory]
    [InlineData("wear: {form: exponential, " + Belief + "}", "s.wear.limit: found nothing; expected a number; it is limits")]
    [InlineData(
        "wear: {form: exponential, limit: 2, offset: 2, " + Belief + "}",
        "s.wear.limit: found \"2\"; expected a limit above")]
    [InlineData("wear: {form: exponential, limit: 0.3, " + Belief + "}", "s.wear.start: found \"0.4\"; expected a start that is")]
    [InlineData(
        "wear: {form: cubic, limit: 9, " + Belief + "}",
        "s.wear.form: found \"cubic\"; expected one of exponential, power")]
    [InlineData(
        "wear: {form: power, limit: 9, task: belt, " + Belief + "}",
        "s.wear.task: found \"belt\"; expected the id of a maint")]
    [InlineData(
        "wear: {form: power, limit: 9, start: 0.4, startLogDeviation: 0.5, rate: 1.5, rateDeviation: 0, logNoise: 0.1}",
        "s.wear.rateDeviation: found \"0\"; expected a number above 0")]
    [InlineData(
        "wear: {form: power, limit: 9, start: 0.4, startLogDeviation: 0.5, rate: 1.5, rateDeviation: 0.1}",
        "s.wear.logNoise: found nothing; expected a value; what the maker says")]
    [InlineData(
        "wear: {form: power, limit: 9, start: 0.4, startLogDeviation: 0.5, rate: 1.5, logNoise: 0.1}",
        "s.wear.rate: found \"1.5\"; expected rate with rateDeviation, or neither; without them lives that ended teach")]
    [InlineData(
        "kind: text, wear: {form: power, limit: 9, " + Belief + "}",
        "s.wear: found a map; expected no wear beside kind: text")]
    public void Wear_that_makes_no_sense_is_refused_with_what_was_expected(string keys, string expected) =>
        Assert.Contains(expected, Parse(keys).OnlyError(), StringComparison.Ordinal);

    private static SensorWear? Read(string keys) => Parse(keys).Valid().Machines.Single().Sensors[0].Wear;

    private static PlantFileResult Parse(string keys) => PlantText.Parse(PlantText.Machine(
        $"states: alwaysProducing\nmaintenance: {{bearing: {{duration: 2h}}}}\nsensors:\n  s: {{{keys}}}\n"));
}
