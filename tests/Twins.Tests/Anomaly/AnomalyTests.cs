using OrleansTwin.Twins.Anomaly;
using OrleansTwin.Twins.Learning;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Tests.Anomaly;

public class AnomalyTests
{
    private static readonly AnomalyModel Levels = Pump.Model();
    private static readonly AnomalyModel Cva = Pump.Model(limits: Pump.Of(1000, seed: 2));

    public static TheoryData<AnomalyMethod> Together => [AnomalyMethod.Pca, AnomalyMethod.DynamicPca, AnomalyMethod.Cva];

    [Fact]
    public void Normal_rows_that_were_never_seen_seldom_alarm()
    {
        foreach (var model in new[] { Levels, Cva })
        {
            var rows = Enumerable.Range(10, 10).SelectMany(seed => Pump.Scores(model, Pump.Of(500, seed))).ToList();
            Assert.InRange(rows.Average(row => row.IsAlarm ? 1.0 : 0), 0, 0.03);
        }
    }

    [Fact]
    public void A_level_that_moves_alarms_soon_and_is_named()
    {
        var (row, signal) = Pump.FirstAlarm(
            Levels, Pump.Of(600, seed: 3, Pump.From(300, Pump.Vibration, value => value + 0.02)));

        Assert.InRange(row, 300, 325);
        Assert.Equal("vibration", signal);
    }

    [Fact]
    public void A_signal_that_wandered_while_it_was_healthy_may_wander_on()
    {
        var steady = Pump.Of(600, seed: 4, Pump.From(300, Pump.Vibration, value => value + 0.03));
        var step = 3 * SpreadOf(Pump.Temperature);
        var wandering = Pump.Of(600, seed: 4, Pump.From(300, Pump.Temperature, value => value + step));

        Assert.InRange(Pump.FirstAlarm(Levels, steady).Row, 300, 330);
        Assert.Equal(-1, Pump.FirstAlarm(Levels, wandering).Row);
    }

    [Theory]
    [MemberData(nameof(Together))]
    public void Signals_that_no_longer_go_together_alarm_although_each_is_in_its_range(AnomalyMethod method)
    {
        // A temperature that wanders would be most of what components are made of; here it is held.
        var model = Pump.Model(
            Pump.Of(1000, seed: 1, temperatureHeld: 0.5), Pump.Of(1000, seed: 2, temperatureHeld: 0.5), method);
        var random = new Random(5);
        var strange = Pump.Of(600, seed: 6, (row, values) =>
        {
            if (row >= 300)
                values[Pump.Flow] = 32 + (4 * (random.NextDouble() - 0.5) * Math.Sqrt(3));
            return values;
        }, temperatureHeld: 0.5);

        Assert.True(Pump.Scores(model, strange).Skip(300).Average(row => row.IsAlarm ? 1.0 : 0) > 0.3);
        Assert.Equal("flow", Pump.CauseOfAlarms(model, strange));
        Assert.True(Pump.Scores(Levels, strange).Skip(300).Average(row => row.IsAlarm ? 1.0 : 0) < 0.1);
    }

    [Fact]
    public void A_limit_from_other_rows_is_what_the_promised_share_of_them_passes()
    {
        var alarms = Assert.Single(Cva.Record.Metrics);
        Assert.InRange(alarms.Value, 0.005, 0.0101);
        Assert.InRange(alarms.Value, alarms.Low, alarms.High);
        Assert.Equal((1000, "99 % of 1000 other healthy rows are within it."), (Cva.Record.Rows, Cva.Record.Split));
        Assert.Equal(["Ts2", "Tr2", "Q"], Cva.Statistics.Select(statistic => statistic.Name));
        Assert.Empty(Levels.Statistics);
    }

    [Fact]
    public void A_model_that_was_read_says_the_same_and_keeps_its_record()
    {
        var table = Pump.Of(300, seed: 7);
        foreach (var model in new[] { Levels, Cva })
        {
            var read = AnomalyModelCodec.Read(AnomalyModelCodec.Write(model));
            Assert.Equal(Pump.Scores(model, table), Pump.Scores(read, table));
            Assert.Equal(model.Record with { Metrics = [] }, read.Record with { Metrics = [] });
            Assert.Equal(model.Record.Metrics, read.Record.Metrics);
            Assert.Equal(Pump.FirstAlarm(model, table), Pump.FirstAlarm(read, table));
        }
    }

    [Fact]
    public void A_model_file_that_is_changed_or_of_another_kind_is_refused()
    {
        var file = AnomalyModelCodec.Write(Levels);
        Assert.Equal("anomaly", ModelEnvelope.KindOf(file));
        file[100] ^= 1;
        Assert.Contains("checksum", Assert.Throws<ModelFormatException>(() => AnomalyModelCodec.Read(file)).Message);
        var other = ModelEnvelope.Seal("another", [1, 2, 3]);
        Assert.Contains(
            "of the kind 'another'", Assert.Throws<ModelFormatException>(() => AnomalyModelCodec.Read(other)).Message);
    }

    [Fact]
    public void The_same_rows_learn_the_same_file()
    {
        Assert.Equal(AnomalyModelCodec.Write(Cva), AnomalyModelCodec.Write(Pump.Model(limits: Pump.Of(1000, seed: 2))));
        Assert.NotEqual(Cva.Record.DataSha256, Pump.Model(rows: 999).Record.DataSha256);
    }

    [Fact]
    public void A_detector_goes_on_where_its_state_was_written()
    {
        var table = Pump.Of(400, seed: 8, Pump.From(350, Pump.Flow, value => value - 6));
        foreach (var model in new[] { Levels, Cva })
        {
            var whole = Pump.Scores(model, table);
            var before = new AnomalyDetector(model);
            foreach (var row in table.Rows.Take(200))
                before.Score(row);
            var writer = new StateWriter();
            before.Write(writer);
            Assert.InRange(writer.Length, 1, 400);

            var reader = new StateReader(writer.Written);
            var after = AnomalyDetector.Read(ref reader, model);
            Assert.Equal(whole.Skip(200), table.Rows.Skip(200).Select(row => after.Score(row)));
        }
    }

    [Fact]
    public void Rows_that_follow_those_that_were_learned_from_go_on_from_their_baselines()
    {
        var table = Pump.Of(1100, seed: 1);
        var (goesOn, anew, whole) = (
            new AnomalyDetector(Levels, goesOn: true), new AnomalyDetector(Levels), new AnomalyDetector(Levels));
        foreach (var row in table.Rows.Take(1000))
            whole.Score(row);
        var (near, far) = (0.0, 0.0);
        foreach (var row in table.Rows.Skip(1000))
        {
            var expected = whole.Score(row).Score;
            near += Math.Abs(goesOn.Score(row).Score - expected);
            far += Math.Abs(anew.Score(row).Score - expected);
        }

        // Not the same: a baseline is learned from the first rows on, and held by nothing.
        Assert.True(near < 0.25 * far, $"{near} to {far}");
    }

    [Fact]
    public void Scoring_and_explaining_allocate_nothing()
    {
        var table = Pump.Of(200, seed: 9, Pump.From(100, Pump.Current, _ => double.NaN));
        var detector = new AnomalyDetector(Cva);
        var shares = new double[Cva.Watched.Count];
        foreach (var row in table.Rows)
            detector.Score(row);
        detector.Explain(shares);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var row = 0; row < table.Rows.Count; row++)
        {
            detector.Score(table.Rows[row]);
            detector.Explain(shares);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static double SpreadOf(int signal)
    {
        var values = Pump.Of(1000, seed: 1).Rows.Select(row => row[signal]).ToArray();
        return Math.Sqrt(values.Average(value => Math.Pow(value - values.Average(), 2)));
    }
}
