using OrleansTwin.Twins.Anomaly;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Health.Live;
using OrleansTwin.Twins.Learning;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Tests.Health.Live;

/// <summary>
/// Whether a machine's model may be believed: judged before it is live, watched while it is, taught by what was found.
/// </summary>
public sealed class CredibilityTests
{
    private const int LearnMinutes = 200;
    private const int JudgeMinutes = 60;

    private static readonly long Start = new DateTime(2026, 3, 2, 6, 0, 0, DateTimeKind.Utc).Ticks;
    private static readonly string[] Signals = ["power", "temperature", "pressure"];

    private static readonly LiveHealthOptions Options =
        new() { LearnMinutes = LearnMinutes, JudgeMinutes = JudgeMinutes };

    private Random _random = new(11);
    private int _minute;

    [Fact]
    public void A_model_that_does_not_hold_on_left_out_minutes_is_refused_and_more_is_learned_until_one_does()
    {
        var health = new MachineHealth(Signals, Options);
        Run(health, LearnMinutes);
        Run(health, JudgeMinutes, temperature: 8);
        Assert.Equal((HealthCondition.Unknown, null), (health.Condition, health.Record));
        Assert.Matches(
            @"^What was learned is judged: 0 of 60 minutes that it was not learned from\. The last model was refused: On 60 "
            + @"minutes that it was not learned from, 5\d were beyond the limit, in 4 of 4 blocks of 15; chance allows 0\.$",
            health.Missing);

        Run(health, JudgeMinutes, temperature: 8);
        Assert.Equal((HealthCondition.Normal, LearnMinutes + JudgeMinutes), (health.Condition, health.Record?.Rows));
        Assert.Equal([ModelEventKind.Refused, ModelEventKind.Learned], health.History.Events.Select(item => item.Kind));
        Assert.Equal(1, health.History.Version);
        var held = Assert.Single(health.Record!.Metrics);
        Assert.Equal((0, 0), (held.Value, held.Low));
        Assert.InRange(held.High, 0.3, 0.6);
    }

    [Fact]
    public void Healthy_machines_are_rarely_refused_and_their_models_rarely_flagged_in_two_weeks()
    {
        const int machines = 40;
        var (refused, flagged, alerts) = (0, 0, 0);
        for (var seed = 0; seed < machines; seed++)
        {
            (_random, _minute) = (new Random(seed), 0);
            var health = new MachineHealth(Signals, Options);
            for (var day = 0; day < 14; day++)
            {
                Run(health, 1440);
                alerts += health.Condition == HealthCondition.Alert ? 1 : 0;
            }

            refused += health.History.Events.Any(item => item.Kind == ModelEventKind.Refused) ? 1 : 0;
            flagged += health.History.Events.Any(item => item.Kind == ModelEventKind.Flagged) ? 1 : 0;
        }

        Assert.InRange(refused, 0, 2);
        Assert.InRange(flagged, 0, 2);
        Assert.Equal(0, alerts);
    }

    [Fact]
    public void Inputs_that_creep_out_of_what_was_learned_from_flag_the_model_and_then_it_is_withdrawn()
    {
        var health = Learned();
        for (var minute = 0; health.Record is not null && minute < 3_000; minute++)
        {
            Run(health, 1, temperature: 0.01 * minute);
            Assert.NotEqual(HealthCondition.Alert, health.Condition);
        }

        Assert.Equal(
            [ModelEventKind.Learned, ModelEventKind.Flagged, ModelEventKind.Withdrawn],
            health.History.Events.Select(item => item.Kind));
        Assert.Contains("temperature is +", health.History.Events[^1].Why, StringComparison.Ordinal);
        Assert.Equal(HealthCondition.Unknown, health.Condition);
        Assert.Contains("The last model was withdrawn", health.Missing, StringComparison.Ordinal);

        Run(health, LearnMinutes + JudgeMinutes, temperature: 20);
        Assert.Equal((HealthCondition.Normal, 2, ""), (health.Condition, health.History.Version, health.Flagged));
    }

    [Fact]
    public void A_machine_that_is_more_restless_than_it_was_has_its_limit_set_by_its_recent_minutes()
    {
        var health = Learned(Options with { AlertMinutes = 60 });
        var limit = health.Score!.Value.Limit;
        Run(health, 6 * 1440, noise: 2);

        Assert.Contains(health.History.Events, item => item.Kind == ModelEventKind.Flagged);
        Assert.Contains(health.History.Events, item => item.Kind == ModelEventKind.Recalibrated);
        Assert.InRange(health.Score!.Value.Limit, limit * 1.1, limit * 2);
        var strange = 0;
        for (var minute = 0; minute < 5 * 1440; minute++)
        {
            Run(health, 1, noise: 2);
            strange += health.Score!.Value.IsAlarm ? 1 : 0;
        }

        Assert.InRange(strange, 0, 20);
    }

    [Fact]
    public void What_was_no_fault_is_normal_from_then_on_and_other_signals_are_watched_as_before()
    {
        var health = Alerted();
        health.Teach(wasFault: false);
        Assert.Equal((HealthCondition.Normal, 2, 1), (health.Condition, health.History.Version, health.History.FalseAlerts));
        Assert.EndsWith("temperature.", health.History.Events[^1].Why, StringComparison.Ordinal);

        Run(health, 300, temperature: 8);
        Run(health, 300);
        Run(health, 60, temperature: 8);
        Assert.Equal(HealthCondition.Normal, health.Condition);
        Assert.DoesNotContain(health.History.Events, item => item.Kind == ModelEventKind.Flagged);

        Run(health, 60, pressure: 3);
        Assert.Equal((HealthCondition.Alert, "pressure"), (health.Condition, health.Shares[0].Signal));
    }

    [Fact]
    public void What_was_a_fault_is_as_strange_as_before()
    {
        var health = Alerted();
        var limit = health.Score!.Value.Limit;
        health.Teach(wasFault: true);
        Assert.Equal((HealthCondition.Alert, 1, 1), (health.Condition, health.History.Version, health.History.FaultsFound));

        Run(health, 120);
        Assert.Equal(HealthCondition.Normal, health.Condition);
        Run(health, 60, temperature: 8);
        Assert.Equal((HealthCondition.Alert, limit), (health.Condition, health.Score!.Value.Limit));
    }

    [Fact]
    public void A_finding_is_learned_by_once_and_one_that_nobody_waits_for_not_at_all()
    {
        var health = Alerted();
        health.Teach(wasFault: false);
        var before = Bytes(health);
        health.Teach(wasFault: false);
        Assert.Equal(before, Bytes(health));

        Run(health, 60, pressure: 3);
        health.Await("wo-2");
        health.Teach(wasFault: null);
        Assert.Equal(("", 2, 1), (health.AwaitedOrderId, health.History.Version, health.History.FalseAlerts));
    }

    [Fact]
    public void While_a_finding_is_waited_for_no_model_is_withdrawn()
    {
        var health = Alerted();
        Run(health, 120);
        for (var minute = 0; minute < 3_000; minute++)
            Run(health, 1, temperature: 0.01 * minute);
        Assert.NotEqual("", health.Flagged);
        Assert.Equal(1, health.History.Version);

        health.Teach(wasFault: true);
        Assert.Equal("", health.Flagged);
    }

    [Fact]
    public void No_more_than_ten_events_are_kept_and_versions_count_on()
    {
        var health = Alerted();
        for (var order = 0; order < 12; order++)
        {
            Run(health, 90, temperature: 12 + (4 * order));
            Run(health, 200);
            health.Await($"wo-{order}");
            health.Forget();
        }

        Assert.Equal((ModelHistory.EventsMax, 12), (health.History.Events.Count, health.History.Version));
        Assert.Equal("", health.AwaitedOrderId);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_an_earlier_program_has_learned_goes_on(bool isLive)
    {
        var (rows, health) = (new HealthyRows(Signals, LearnMinutes), new MachineHealth(Signals, Options));
        for (var minute = 0; minute < (isLive ? LearnMinutes : 50); minute++)
            rows.Push(Row(0, 0, 1), At(_minute++));
        var reader = new StateReader(OfFirstLayout(rows));
        Assert.True(health.Load(ref reader));
        reader.ReadEnd();

        Assert.Equal(isLive ? HealthCondition.Normal : HealthCondition.Unknown, health.Condition);
        Assert.Equal(isLive ? 1 : 0, health.History.Version);
        Run(health, isLive ? 60 : LearnMinutes - 50 + JudgeMinutes);
        Assert.Equal((HealthCondition.Normal, 1), (health.Condition, health.History.Version));
    }

    private byte[] OfFirstLayout(HealthyRows rows)
    {
        var writer = new StateWriter();
        writer.WriteVersion(1);
        writer.WriteTexts(Signals);
        writer.WriteInt64(At(_minute - 1));
        writer.WriteInt64(At(0));
        writer.WriteByte((byte)(rows.IsEnough ? HealthCondition.Normal : HealthCondition.Unknown));
        writer.WriteInt32(0);
        writer.WriteInt32(0);
        (rows.IsEnough ? new HealthyRows(Signals, LearnMinutes) : rows).Write(writer);
        writer.WriteBool(rows.IsEnough);
        if (!rows.IsEnough)
            return writer.ToArray();
        var model = AnomalyTrainer.Train(
            rows.ToTable(), null, new AnomalyOptions { FalseAlarmShare = 1e-4 }, new ModelSource("rows", At(_minute)));
        writer.WriteBytes(AnomalyModelCodec.Write(model));
        new AnomalyDetector(model, goesOn: true).Write(writer);
        return writer.ToArray();
    }

    private MachineHealth Learned(LiveHealthOptions? options = null)
    {
        var health = new MachineHealth(Signals, options ?? Options);
        Run(health, LearnMinutes + JudgeMinutes + 1);
        Assert.Equal(HealthCondition.Normal, health.Condition);
        return health;
    }

    /// <summary>An hour of a temperature that is four standard deviations too high, and its order.</summary>
    private MachineHealth Alerted()
    {
        var health = Learned();
        Run(health, 60, temperature: 8);
        Assert.Equal(HealthCondition.Alert, health.Condition);
        health.Await("wo-1");
        return health;
    }

    private void Run(MachineHealth health, int minutes, double temperature = 0, double pressure = 0, double noise = 1)
    {
        for (var i = 0; i < minutes; i++)
            health.Push(At(_minute++), Row(temperature, pressure, noise));
    }

    private double[] Row(double temperature, double pressure, double noise)
    {
        var load = noise * Noise();
        return
        [
            20 + load + (0.2 * Noise()), 60 + temperature + (2 * noise * Noise()), 5 + pressure + (0.3 * load) + (0.1 * Noise()),
        ];
    }

    private double Noise() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    private static long At(int minute) => Start + (minute * Buckets.WidthTicks);

    private static byte[] Bytes(MachineHealth health)
    {
        var writer = new StateWriter();
        health.Save(writer);
        return writer.ToArray();
    }
}
