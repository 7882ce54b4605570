using OrleansTwin.Twins.Anomaly;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Health.Live;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Tests.Health.Live;

/// <summary>A machine of three signals, of which two go together, minute by minute.</summary>
public sealed class MachineHealthTests
{
    private const int LearnMinutes = 200;
    private const int JudgeMinutes = 30;

    private static readonly long Start = new DateTime(2026, 3, 2, 6, 0, 0, DateTimeKind.Utc).Ticks;
    private static readonly string[] Signals = ["power", "temperature", "pressure"];
    private static readonly LiveHealthOptions Options = new() { LearnMinutes = LearnMinutes, JudgeMinutes = JudgeMinutes };

    private readonly Random _random = new(11);
    private int _minute;

    [Fact]
    public void Until_enough_was_learned_it_tells_what_is_missing_and_then_it_is_normal_and_stays_so()
    {
        var health = new MachineHealth(Signals, Options);
        Run(health, LearnMinutes - 1);
        Assert.Equal(
            (HealthCondition.Unknown, null, "199 of 200 minutes of steady production are learned from."),
            (health.Condition, health.Score, health.Missing));

        Run(health, 1 + JudgeMinutes - 1);
        Assert.Equal(
            (HealthCondition.Unknown, null, "What was learned is judged: 29 of 30 minutes that it was not learned from."),
            (health.Condition, health.Record, health.Missing));

        Run(health, 1);
        Assert.Equal((HealthCondition.Normal, "", LearnMinutes), (health.Condition, health.Missing, health.Record?.Rows));
        for (var day = 0; day < 7; day++)
        {
            Run(health, 1440);
            Assert.NotEqual(HealthCondition.Alert, health.Condition);
        }
    }

    [Fact]
    public void A_signal_that_leaves_its_normal_is_an_alert_that_names_it_and_ends_with_it()
    {
        var health = Learned();
        Run(health, 60, temperature: 8);
        Assert.Equal(HealthCondition.Alert, health.Condition);
        Assert.True(health.Score is { IsAlarm: true });
        Assert.Equal("temperature", health.Shares[0].Signal);
        Assert.InRange(health.Shares[0].Deviation, 2, 20);

        Run(health, 120);
        Assert.Equal(HealthCondition.Normal, health.Condition);
        Assert.Empty(health.Shares);
    }

    [Fact]
    public void A_single_strange_minute_is_no_alert()
    {
        var health = Learned();
        Run(health, 1, temperature: 500);
        Run(health, 1);
        Assert.NotEqual(HealthCondition.Alert, health.Condition);
    }

    [Fact]
    public void With_too_few_signals_it_says_so_and_keeps_the_condition_for_moments_only()
    {
        var health = Learned();
        Run(health, Options.RecoverMinutes - 1, temperature: double.NaN);
        Assert.Equal(HealthCondition.Normal, health.Condition);
        Assert.Equal("67 % of the signals are there and move; 80 % are needed.", health.Missing);

        health = Read(Bytes(health));
        Assert.Equal("67 % of the signals are there and move; 80 % are needed.", health.Missing);
        Run(health, 1, temperature: double.NaN);
        Assert.Equal(HealthCondition.Unknown, health.Condition);
        Run(health, 1);
        Assert.Equal((HealthCondition.Normal, ""), (health.Condition, health.Missing));
    }

    [Fact]
    public void Signals_that_hang_are_told_and_no_machine_is_normal_by_them()
    {
        var health = Learned();
        for (var minute = 0; minute < 60; minute++)
            health.Push(At(_minute++), [20, 60, 5]);
        Assert.Equal(HealthCondition.Unknown, health.Condition);
        Assert.Equal(
            "0 % of the signals are there and move; 80 % are needed. Stand still, for far longer than where the model learned: "
            + "power for 60 minutes, temperature for 60 minutes, pressure for 60 minutes.",
            health.Missing);
        Assert.Equal(health.Missing, Read(Bytes(health)).Missing);

        Run(health, 1);
        Assert.Equal((HealthCondition.Normal, ""), (health.Condition, health.Missing));
    }

    [Fact]
    public void A_signal_that_hangs_while_others_go_on_may_still_show_what_is_wrong()
    {
        var health = Learned();
        for (var minute = 0; minute < 60; minute++)
            health.Push(At(_minute++), [20, 80, 5]);
        Assert.Equal((HealthCondition.Alert, "temperature"), (health.Condition, health.Shares[0].Signal));
    }

    [Fact]
    public void Signals_that_never_move_teach_nothing_and_what_comes_later_is_learned_from()
    {
        var health = new MachineHealth(Signals, Options);
        for (var minute = 0; minute < LearnMinutes; minute++)
            health.Push(At(_minute++), [5, 5, 5]);
        Assert.Equal(HealthCondition.Unknown, health.Condition);
        Assert.Contains("never move", health.Missing, StringComparison.Ordinal);

        Run(health, LearnMinutes + JudgeMinutes);
        Assert.Equal(HealthCondition.Normal, health.Condition);
    }

    [Fact]
    public void A_minute_without_most_of_its_values_is_not_learned_from()
    {
        var health = new MachineHealth(Signals, Options);
        health.Push(At(_minute++), [double.NaN, 60, 5]);
        Assert.Equal(0, health.Learned);
        health.Push(At(_minute++), [20, 60, 5]);
        Assert.Equal(1, health.Learned);
    }

    [Fact]
    public void A_minute_that_is_no_newer_than_the_last_is_left_out()
    {
        var health = Learned();
        var before = Bytes(health);
        health.Push(health.MinuteTicks, [9e9, 9e9, 9e9]);
        health.Push(health.MinuteTicks - Buckets.WidthTicks, [9e9, 9e9, 9e9]);
        Assert.Equal(before, Bytes(health));
    }

    [Fact]
    public void What_was_forgotten_is_learned_anew_from_the_minutes_to_come()
    {
        var health = Learned();
        Run(health, 60, temperature: 8);
        health.Forget();
        Assert.Equal((HealthCondition.Unknown, null, 0), (health.Condition, health.Record, health.Learned));

        Run(health, LearnMinutes + JudgeMinutes + 500, temperature: 8);
        Assert.Equal(HealthCondition.Normal, health.Condition);
    }

    [Theory]
    [InlineData(150)]
    [InlineData(LearnMinutes + 20)]
    [InlineData(LearnMinutes + JudgeMinutes + 40)]
    public void From_its_saved_state_it_goes_on_to_the_byte(int minutes)
    {
        var health = new MachineHealth(Signals, Options);
        Run(health, minutes);
        var loaded = Read(Bytes(health));

        for (var i = 0; i < 300; i++)
        {
            double[] row = Row(temperature: 4);
            health.Push(At(_minute), row);
            loaded.Push(At(_minute++), row);
        }

        Assert.Equal(Bytes(health), Bytes(loaded));
        Assert.Equal(health.Condition, loaded.Condition);
    }

    [Fact]
    public void What_was_learned_of_other_signals_is_of_no_use()
    {
        var other = new MachineHealth(["power", "temperature", "flow"], Options);
        var reader = new StateReader(Bytes(Learned()));
        Assert.False(other.Load(ref reader));
    }

    private MachineHealth Learned()
    {
        var health = new MachineHealth(Signals, Options);
        Run(health, LearnMinutes + JudgeMinutes);
        return health;
    }

    private void Run(MachineHealth health, int minutes, double temperature = 0)
    {
        for (var i = 0; i < minutes; i++)
            health.Push(At(_minute++), Row(temperature));
    }

    private double[] Row(double temperature)
    {
        var load = Noise();
        return [20 + load + (0.2 * Noise()), 60 + temperature + (2 * Noise()), 5 + (0.3 * load) + (0.1 * Noise())];
    }

    private double Noise() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    private static long At(int minute) => Start + (minute * Buckets.WidthTicks);

    private static MachineHealth Read(byte[] bytes)
    {
        var health = new MachineHealth(Signals, Options);
        var reader = new StateReader(bytes);
        Assert.True(health.Load(ref reader));
        reader.ReadEnd();
        return health;
    }

    private static byte[] Bytes(MachineHealth health)
    {
        var writer = new StateWriter();
        health.Save(writer);
        return writer.ToArray();
    }
}
