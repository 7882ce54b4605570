using OrleansTwin.Twins.Health.Features;
using OrleansTwin.Twins.Health.Rul;
using OrleansTwin.Twins.Learning;
using OrleansTwin.Twins.Tests.Learning;

namespace OrleansTwin.Twins.Tests.Health;

public class RulTests
{
    private static readonly RulOptions Quick = new()
    {
        Trees = new RulOptions().Trees with { TreesMax = 40, LearningRate = 0.15 },
        Bands = new RulOptions().Bands with { TreesMax = 15, LearningRate = 0.3 },
    };

    private static readonly ModelSource Source = new("a made fleet", 638_000_000_000_000_000);
    private static readonly List<AssetHistory> Learned = Fleet.Of(60, seed: 1);
    private static readonly RulModel Model = RulTrainer.Train(Fleet.Layout, Learned, Quick, Source, InOrder.Run);

    [Fact]
    public void Assets_that_were_never_seen_are_estimated_and_bands_hold_as_often_as_they_say()
    {
        var outcomes = new List<RulOutcome>();
        var random = new Random(8);
        foreach (var history in Fleet.Of(300, seed: 2))
        {
            var left = random.Next(5, Math.Min(150, history.Rows.Count - 20));
            outcomes.Add(new RulOutcome(left, After(Model, [.. history.Rows.Take(history.Rows.Count - left)])));
        }

        var score = RulScore.Of(outcomes, Model.Cap);
        Assert.InRange(score.RmseCapped, 3, 15);
        Assert.InRange(score.Bands[1].Found, 0.72, 0.9);
        Assert.InRange(score.Bands[2].Found, 0.84, 0.96);
        Assert.All(outcomes, item => Assert.True(
            item.Estimate.Band50.Width <= item.Estimate.Band80.Width && item.Estimate.Band80.Width <= item.Estimate.Band90.Width
            && item.Estimate.Band90.Width <= item.Estimate.Band95.Width && item.Estimate.Band50.Contains(item.Estimate.Cycles)));
    }

    [Fact]
    public void Inputs_outside_what_was_learned_from_widen_the_bands_and_are_told()
    {
        var rows = Learned[0].Rows.Take(Learned[0].Rows.Count - 30).ToList();
        var known = After(Model, rows);
        var hot = After(Model, Changed(rows, column: 2, value => value + 300));
        var elsewhere = After(Model, Changed(rows, column: 0, value => value + 5));

        Assert.Equal(0, known.OutsideShare);
        foreach (var strange in new[] { hot, elsewhere })
        {
            Assert.InRange(strange.OutsideShare, 0.25, 1);
            Assert.Equal((0, Model.Bands.CyclesMax), (strange.Band50.Low, strange.Band50.High));
        }
    }

    [Fact]
    public void With_too_few_cycles_or_values_there_is_no_estimate_but_what_is_missing()
    {
        var young = After(Model, [.. Learned[0].Rows.Take(Model.CyclesMin - 1)]);
        Assert.False(young.IsEnough);
        Assert.Equal("14 cycles are there; 15 are needed.", Model.Missing(young));

        var blind = After(Model, Changed(Learned[0].Rows.Take(60), column: 3, _ => float.NaN));
        Assert.False(blind.IsEnough);
        Assert.Equal("50 % of the recent values are there; 80 % are needed.", Model.Missing(blind));
        Assert.Equal("", Model.Missing(After(Model, Learned[0].Rows)));
    }

    [Fact]
    public void Sensors_that_hang_count_as_missing_and_are_named()
    {
        var monitor = new RulMonitor(Model);
        var rows = Learned[0].Rows.Take(60).ToList();
        foreach (var row in Changed(rows, column: 3, _ => rows[0][3]))
            monitor.Push(row);

        Assert.Equal([new StillSignal("flow", 60)], monitor.Still);
        Assert.InRange(monitor.Estimate().PresentShare, 0.5, 0.55);
        Assert.False(monitor.Estimate().IsEnough);

        monitor.Push(rows[1]);
        Assert.Empty(monitor.Still);
    }

    [Fact]
    public void A_model_that_was_read_says_the_same_and_keeps_its_record()
    {
        var read = RulModelCodec.Read(RulModelCodec.Write(Model));
        foreach (var history in Learned.Take(5))
            Assert.Equal(After(Model, history.Rows), After(read, history.Rows));
        Assert.Equal(Model.Record with { Metrics = [] }, read.Record with { Metrics = [] });
        Assert.Equal(Model.Record.Metrics, read.Record.Metrics);
        Assert.Equal((60, "a made fleet", 638_000_000_000_000_000, 1UL), (
            read.Record.Groups, read.Record.Data, read.Record.CalibratedTicks, read.Record.Seed));
    }

    [Fact]
    public void The_record_knows_the_data_again_and_its_figures_have_intervals()
    {
        var other = RulTrainer.Train(Fleet.Layout, Fleet.Of(60, seed: 9), Quick with { Rounds = 1 }, Source, InOrder.Run).Record;
        Assert.Equal(64, Model.Record.DataSha256.Length);
        Assert.NotEqual(Model.Record.DataSha256, other.DataSha256);
        Assert.All(other.Metrics, metric => Assert.InRange(metric.Value, metric.Low, metric.High));
        Assert.InRange(other.Metrics.Single(metric => metric.Name == "90 % band, share of truths inside").Value, 0.82, 0.97);
        Assert.InRange(other.Metrics.Single(metric => metric.Name == "RMSE in cycles, truth capped").Value, 3, 15);
    }

    [Fact]
    public void The_same_seed_learns_the_same_file_on_any_number_of_threads()
    {
        var few = Learned.Take(20).ToList();
        byte[] Trained(ulong seed, ForEach threads) =>
            RulModelCodec.Write(RulTrainer.Train(Fleet.Layout, few, Quick with { Seed = seed }, Source, threads));
        var alone = Trained(3, InOrder.Run);

        Assert.Equal(alone, Trained(3, (count, body) => Tables.OnThreads(4, count, body)));
        Assert.NotEqual(alone, Trained(4, InOrder.Run));
    }

    [Fact]
    public void Too_few_assets_are_refused_with_what_is_needed()
    {
        var refused = Assert.Throws<ArgumentException>(
            () => RulTrainer.Train(Fleet.Layout, Learned[..1], Quick, Source, InOrder.Run));
        Assert.Contains("1 assets ran to failure; at least 10 are needed", refused.Message);

        var brief = Learned.Select(history => history with { Rows = [.. history.Rows.Take(12)] }).ToList();
        Assert.Contains(
            "0 assets ran for more than 15 cycles",
            Assert.Throws<ArgumentException>(() => RulTrainer.Train(Fleet.Layout, brief, Quick, Source, InOrder.Run)).Message);
    }

    [Fact]
    public void With_few_assets_the_widest_bands_span_all_that_is_possible()
    {
        // The 95 % band needs 19 assets that it can be wrong about.
        var model = RulTrainer.Train(Fleet.Layout, Learned[..15], Quick, Source, InOrder.Run);
        var estimate = After(model, [.. Learned[30].Rows.Take(100)]);

        Assert.Equal((0, model.Bands.CyclesMax), (estimate.Band95.Low, estimate.Band95.High));
        Assert.True(estimate.Band80.Width < model.Bands.CyclesMax);
    }

    [Fact]
    public void What_came_before_an_overhaul_is_not_learned_from()
    {
        // Every other life is worn down and goes on as another asset: its worn rows have more than a hundred cycles left.
        var lives = Fleet.Of(90, seed: 21);
        var fleet = lives.Take(60).Select((life, place) => place % 2 == 0
            ? life
            : life with { Rows = [.. life.Rows, .. lives[60 + (place / 2)].Rows] }).ToList();
        var model = RulTrainer.Train(Fleet.Layout, fleet, Quick with { Rounds = 1 }, Source, InOrder.Run);
        var worn = Fleet.Of(60, seed: 22).Average(life => After(model, [.. life.Rows.Take(life.Rows.Count - 8)]).Cycles);

        Assert.InRange(worn, 4, 16);
    }

    [Fact]
    public void An_overhaul_is_told_with_the_cycle_at_which_it_was_noticed()
    {
        foreach (var (worn, next) in Learned.Take(20).Zip(Learned.Skip(20)))
        {
            var monitor = new RulMonitor(Model);
            foreach (var row in worn.Rows)
                monitor.Push(row);
            Assert.Equal((worn.Rows.Count, 0), (monitor.Seen, monitor.OverhauledAtCycle));
            foreach (var row in next.Rows.Take(40))
                monitor.Push(row);
            Assert.InRange(monitor.OverhauledAtCycle, worn.Rows.Count + 2, worn.Rows.Count + 15);
        }
    }

    [Fact]
    public void Causes_sum_to_the_estimate_and_name_the_sensors_that_show_wear()
    {
        foreach (var history in Fleet.Of(20, seed: 12))
        {
            var monitor = new RulMonitor(Model);
            foreach (var row in history.Rows.Take(history.Rows.Count - 10))
                monitor.Push(row);
            var causes = monitor.Explain();

            var sum = causes.Expected + causes.Cycles + causes.Sensors.Sum(cause => cause.Cycles);
            Assert.InRange(sum, monitor.Estimate().Cycles - 5, monitor.Estimate().Cycles + 1e-6);
            Assert.Contains(causes.Sensors[0].Sensor, new[] { "heat", "flow" });
            Assert.True(causes.Sensors[0].Cycles < 0);
        }
    }

    [Fact]
    public void Pushing_and_estimating_allocate_nothing()
    {
        var monitor = new RulMonitor(Model);
        foreach (var row in Learned[0].Rows)
            monitor.Push(row);
        _ = monitor.Estimate();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 50; i++)
        {
            monitor.Push(Learned[0].Rows[i]);
            _ = monitor.Estimate();
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Scores_are_those_of_paper_and_pencil()
    {
        static RulEstimate Said(double cycles) => new(
            cycles, new(0, 0), new(0, 0), new(cycles - 5, cycles + 5), new(0, 0), 50, PresentShare: 1, OutsideShare: 0, true);
        var score = RulScore.Of([new(40, Said(50)), new(30, Said(17)), new(160, Said(125))], cap: 125);

        Assert.Equal(Math.Sqrt((100 + 169 + 0) / 3.0), score.RmseCapped, 9);
        Assert.Equal(Math.Sqrt((100 + 169 + (35 * 35)) / 3.0), score.RmseUncapped, 9);
        Assert.Equal((Math.E - 1) + (Math.E - 1), score.NasaScore, 9);
        Assert.Equal((1 / 3.0, 0, 10), (score.Bands[2].Found, score.Bands[2].FoundUncapped, score.Bands[2].WidthCycles));
    }

    [Fact]
    public void Cross_validation_judges_every_asset_by_a_model_that_did_not_see_it()
    {
        // The single sensor is the asset's number and tells its life by heart: whoever saw the asset is right, others can't be.
        var random = new Random(5);
        var known = Enumerable.Range(0, 40).Select(asset =>
        {
            var life = random.Next(60, 200);
            return new AssetHistory($"{asset}", [.. Enumerable.Range(1, life).Select(cycle => new[] { (float)asset })]);
        }).ToList();
        var outcomes = RulCrossValidation.Run(new RowLayout([], ["number"]), known, Quick with { Rounds = 1 }, InOrder.Run);

        Assert.True(RulScore.Of(outcomes, 125).RmseCapped > 20);
    }

    private static List<float[]> Changed(IEnumerable<float[]> rows, int column, Func<float, float> change) =>
        [.. rows.Select(row => row.Select((value, place) => place == column ? change(value) : value).ToArray())];

    private static RulEstimate After(RulModel model, IReadOnlyList<float[]> rows)
    {
        var monitor = new RulMonitor(model);
        foreach (var row in rows)
            monitor.Push(row);
        return monitor.Estimate();
    }
}
