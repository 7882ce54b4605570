using OrleansTwin.Twins.Anomaly;
using OrleansTwin.Twins.Learning;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Tests.Anomaly;

/// <summary>What a detector makes of rows that are not as they should be.</summary>
public class BadRowsTests
{
    /// <summary>Levels of temp, near 20, and flow, near 50.</summary>
    private const string FirstLayout =
        "T1RNT0RFTAEIYW5vbWFseZIEAXNW/kEmcwZAc1b+QSZzBkACBXRlbXAFZmxvdwIAAQJ8KqHDSHU0QACKnVUOd0lAAiE37YBcxec/"
        + "fvFMG76R9z8AAAAAAAAYQBEREREREbE/uh6F61G4jj8AAAAAAAAAAKVAgc6kROQ/mziAaaGxDUAAAAAAAAAAAOsGkZ6wZuQ/rzuk"
        + "2obpDEACgBEuojKW2r97g/ZMWAnavwKIenxRXQjiv6Y1lSWIi92/ERERERERsT8AAKQBVGVsbGluZyB3aGVuIG9uZSBtYWNoaW5l"
        + "IGxlYXZlcyB3aGF0IHdhcyBub3JtYWwgZm9yIGl0LCBhbmQgYnkgd2hpY2ggc2lnbmFscy4gTm90IGZvciBzYWZldHkgZnVuY3Rp"
        + "b25zOyBub3QgZm9yIGFub3RoZXIgbWFjaGluZSB0aGFuIHRoZSBvbmUgdGhhdCB3YXMgbGVhcm5lZCBmcm9tLgl0aW55LmNzdkE0"
        + "NzVjMTQzMGU5NjEyNThiY2U0ZTk1ZWVmOWJkNDVlMGM2ZTljYWEzZjgzZTRhMzAzZjgxYTM2OWFjZTUwNGE4PlRoZSBsaW1pdCBp"
        + "cyBub21pbmFsOiAxICUgb2YgaW5kZXBlbmRlbnQgbm9ybWFsIHJvd3MgcGFzcyBpdC4iV2F0Y2hlcyBsZXZlbHMgb2YgMiBvZiAy"
        + "IHNpZ25hbHMuAcgB0OCVipKxpN8RAAAvt7Ks9YYpX9Er+SrZo3zjpRybs3Un6tredpix6J9tqA==";

    private static readonly AnomalyModel Cva = Pump.Model(limits: Pump.Of(1000, seed: 2));

    [Fact]
    public void A_signal_that_never_moved_is_not_watched_and_told()
    {
        Assert.Equal(["rated"], Cva.Watched.LeftOut);
        Assert.Contains("rated", Cva.Record.Domain);
        var scores = Pump.Scores(Cva, Pump.Of(300, seed: 3, Pump.From(100, Pump.Rated, _ => 400)));
        Assert.Equal(Pump.Scores(Cva, Pump.Of(300, seed: 3)), scores);
    }

    [Fact]
    public void A_missing_signal_is_imputed_and_widens_the_limit()
    {
        var whole = Pump.Scores(Cva, Pump.Of(300, seed: 4));
        var partly = Pump.Scores(Cva, Pump.Of(300, seed: 4, Pump.From(100, Pump.Current, _ => double.NaN)));

        Assert.Equal(whole.Take(100), partly.Take(100));
        Assert.All(partly.Skip(100), score => Assert.Equal((0.8, Cva.Limit / 0.8), (score.PresentShare, score.Limit)));
        Assert.All(partly.Skip(100), score => Assert.False(score.IsAlarm || double.IsNaN(score.Score)));

        // What the current would have read follows from the speed, so nothing looks strange; a zero in its place would.
        var zero = Pump.Scores(Cva, Pump.Of(300, seed: 4, Pump.From(100, Pump.Current, _ => 0)));
        Assert.True(zero.Skip(100).All(score => score.IsAlarm));
    }

    [Fact]
    public void Less_than_four_in_five_signals_give_no_score_but_what_is_missing()
    {
        var scores = Pump.Scores(Cva, Pump.Of(200, seed: 5, (row, values) =>
        {
            if (row >= 100)
                (values[Pump.Flow], values[Pump.Speed]) = (double.NaN, double.PositiveInfinity);
            return values;
        }));

        Assert.All(scores.Skip(100), score => Assert.Equal(AnomalyVerdict.NotEnoughSignals, score.Verdict));
        Assert.All(scores.Skip(100), score => Assert.True(double.IsNaN(score.Score)));
        Assert.Equal("60 % of the signals are there and move; 80 % are needed.", scores[^1].Missing);
        Assert.Equal("", scores[0].Missing);
    }

    [Fact]
    public void Rows_that_repeat_what_was_normal_are_no_proof_that_it_still_is()
    {
        var healthy = Pump.Of(100, seed: 5).Rows[^1];
        var hung = Pump.Scores(Cva, Pump.Of(200, seed: 5, (row, values) => row >= 100 ? healthy : values));

        Assert.All(hung.Take(100), score => Assert.NotEqual(AnomalyVerdict.NotEnoughSignals, score.Verdict));
        Assert.DoesNotContain(hung.Skip(120), score => score.Verdict == AnomalyVerdict.Normal);
        Assert.Equal("0 % of the signals are there and move; 80 % are needed.", hung[^1].Missing);
    }

    [Fact]
    public void What_stood_still_where_a_model_learned_may_stand_still_three_times_as_long()
    {
        // The temperature is told in steps, each of which lasts.
        static double[] Coarse(int row, double[] values)
        {
            values[Pump.Temperature] = 60 + (row / 40 % 2);
            return values;
        }

        var model = Pump.Model(Pump.Of(1000, seed: 1, Coarse), Pump.Of(1000, seed: 2, Coarse), method: null);
        var detector = new AnomalyDetector(model);
        var rows = Pump.Of(200, seed: 6, (_, values) => Coarse(0, values)).Rows;
        for (var row = 0; row < rows.Count; row++)
        {
            detector.Score(rows[row]);
            StillSignal[] expected = row < (3 * 40) + 10 ? [] : [new StillSignal("temperature", row + 1)];
            Assert.Equal(expected, detector.Still);
        }
    }

    [Fact]
    public void A_model_of_a_program_that_let_signals_stand_still_is_read_and_lets_them()
    {
        var model = AnomalyModelCodec.Read(Convert.FromBase64String(FirstLayout));
        Assert.Equal(["temp", "flow"], model.Watched.Names);
        var detector = new AnomalyDetector(model);
        for (var row = 0; row < 1000; row++)
            Assert.Equal(AnomalyVerdict.Normal, detector.Score([20, 50]).Verdict);
    }

    [Fact]
    public void A_row_that_comes_late_is_left_out_and_changes_nothing()
    {
        var rows = Pump.Of(100, seed: 6).Rows;
        var (straight, disordered) = (new AnomalyDetector(Cva), new AnomalyDetector(Cva));
        for (var i = 0; i < rows.Count; i++)
        {
            var expected = straight.Score(rows[i], i, gapTicks: 10);
            Assert.Equal(expected, disordered.Score(rows[i], i, gapTicks: 10));
            Assert.Equal(AnomalyVerdict.OutOfOrder, disordered.Score([0, 0, 0, 0, 0, 0], i - 1, gapTicks: 10).Verdict);
            Assert.Equal(AnomalyVerdict.OutOfOrder, disordered.Score(rows[i], i, gapTicks: 10).Verdict);
        }
    }

    [Fact]
    public void Rows_on_either_side_of_a_gap_are_not_seen_together()
    {
        // While it was away the pump got another speed: as a step from one row to the next it would be strange.
        var rows = Pump.Of(400, seed: 7).Rows;
        var (low, high) = (rows.MinBy(row => row[Pump.Speed])!, rows.MaxBy(row => row[Pump.Speed])!);
        AnomalyScore Step(long pause)
        {
            var detector = new AnomalyDetector(Cva);
            for (var i = 0; i < 3; i++)
                detector.Score(low, i, gapTicks: 10);
            return detector.Score(high, 2 + pause, gapTicks: 10);
        }

        Assert.True(Step(pause: 1).IsAlarm);
        Assert.False(Step(pause: 1000).IsAlarm);
    }

    [Fact]
    public void A_single_spike_is_no_change_of_level()
    {
        var levels = Pump.Model();
        var spike = Pump.Of(300, seed: 8, (row, values) =>
        {
            values[Pump.Vibration] += row == 150 ? 1000 : 0;
            return values;
        });

        Assert.Equal(-1, Pump.FirstAlarm(levels, spike).Row);
    }

    [Fact]
    public void Too_few_rows_or_signals_are_refused_with_what_is_needed()
    {
        static string Refused(SignalTable table, AnomalyOptions? options = null) => Assert.Throws<ArgumentException>(() =>
            AnomalyTrainer.Train(table, null, options ?? new AnomalyOptions(), new ModelSource("few", 0))).Message;
        Assert.Contains("99 healthy rows are there to learn from; at least 100 are needed", Refused(Pump.Of(99, seed: 1)));
        Assert.Contains("never move", Refused(Pump.Of(200, seed: 1, (_, _) => [1, 2, 3, 4, 5, 6])));
        Assert.Contains("2 are mostly missing", Refused(Pump.Of(200, seed: 1, (row, values) =>
        {
            (values[0], values[1]) = row % 2 == 0 ? (double.NaN, double.NaN) : (values[0], values[1]);
            return values;
        })));
        Assert.Contains("at least 40 are needed", Refused(
            Pump.Of(30, seed: 1), new AnomalyOptions { Method = AnomalyMethod.Cva, RowsMin = 25 }));
    }

    [Fact]
    public void A_row_of_another_width_is_refused() => Assert.Contains(
        "expected 6", Assert.Throws<ArgumentException>(() => new AnomalyDetector(Cva).Score([1, 2, 3])).Message);

    [Fact]
    public void Healthy_rows_are_gathered_in_order_until_there_are_enough()
    {
        var rows = Pump.Of(120, seed: 9).Rows;
        var gathered = new HealthyRows(Pump.Signals, needed: 100);
        Assert.Equal("0 healthy rows are there; 100 are needed.", gathered.Missing);
        for (var i = 0; i < 60; i++)
            Assert.True(gathered.Push(rows[i], atTicks: i));
        Assert.False(gathered.Push(rows[0], atTicks: 59));
        Assert.False(gathered.Push([1, double.NaN, double.NaN, 1, 1, 1], atTicks: 60));

        var writer = new StateWriter();
        gathered.Write(writer);
        var reader = new StateReader(writer.Written);
        var read = HealthyRows.Read(ref reader);
        for (var i = 60; i < 120; i++)
            Assert.Equal(i < 100, read.Push(rows[i], atTicks: i));
        Assert.Equal((true, ""), (read.IsEnough, read.Missing));
        Assert.Equal(rows.Take(100), read.ToTable().Rows);
    }
}
