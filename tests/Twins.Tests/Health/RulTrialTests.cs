using OrleansTwin.Twins.Health.Rul;
using OrleansTwin.Twins.Learning;
using OrleansTwin.Twins.State;
using OrleansTwin.Twins.Tests.Learning;

namespace OrleansTwin.Twins.Tests.Health;

/// <summary>Whether a model keeps its promise on the machines that it follows.</summary>
public class RulTrialTests
{
    private static readonly Lazy<RulModel> Model = new(() => RulTrainer.Train(
        Fleet.Layout, Fleet.Of(40, seed: 1),
        new RulOptions
        {
            Rounds = 1,
            Trees = new RulOptions().Trees with { TreesMax = 40, LearningRate = 0.15 },
            Bands = new RulOptions().Bands with { TreesMax = 15, LearningRate = 0.3 },
        },
        new ModelSource("a made fleet", 0), InOrder.Run));

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(3, 0, 0.008)]
    [InlineData(5, 1, 0.00672)]
    [InlineData(10, 10, 1)]
    [InlineData(10, 4, 0.0063694)]
    public void The_chance_is_that_of_the_binomial_distribution(int lives, int inside, double chance) =>
        Assert.Equal(chance, new RulTrial(lives, 0, inside, 0).Chance, 6);

    [Fact]
    public void So_few_lives_in_the_band_that_chance_seldom_brings_them_withdraw_the_model()
    {
        Assert.Equal("", new RulTrial(4, 0, 0, 0).Withdrawal);
        Assert.Equal(
            "Its 80 % band held 0 of 5 lives that ended; by chance so few come in 0.032 % of cases.",
            new RulTrial(5, 0, 0, 0).Withdrawal);
        Assert.Equal("", new RulTrial(200, 0, 150, 0).Withdrawal);
        Assert.NotEqual("", new RulTrial(200, 0, 130, 0).Withdrawal);
    }

    [Fact]
    public void Lives_like_those_that_were_learned_from_are_in_their_bands_as_often_as_stated()
    {
        var verdicts = Fleet.Of(120, seed: 2).Select((life, at) =>
            RulVerdict.Of(Model.Value, "digest", life.Rows, fromTicks: 1000 + at, toTicks: 2000 + at)!).ToList();
        var trial = RulTrial.Of(verdicts);

        Assert.Equal(120, trial.Lives);
        Assert.InRange(trial.Inside50, 45, 85);
        Assert.InRange(trial.Inside80, 84, 112);
        Assert.InRange(trial.Inside95, 104, 120);
        Assert.Equal("", trial.Withdrawal);
        Assert.InRange(verdicts.Select(verdict => verdict.Cycles).Distinct().Count(), 40, 120);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(30)]
    [InlineData(60)]
    public void As_many_assets_fail_within_a_horizon_as_their_risks_sum_to(int horizon)
    {
        var (random, risks, failed) = (new Random(horizon), 0.0, 0);
        var fleet = Fleet.Of(300, seed: 6);
        foreach (var life in fleet)
        {
            var left = random.Next(1, 100);
            var monitor = new RulMonitor(Model.Value);
            foreach (var row in life.Rows.Take(life.Rows.Count - left))
                monitor.Push(row);
            risks += new RulLife(monitor.Estimate(), Model.Value.Cap, 1, monitor.Seen).Risk(monitor.Seen, horizon).Value;
            failed += left <= horizon ? 1 : 0;
        }

        Assert.InRange(risks, failed - (0.06 * fleet.Count), failed + (0.06 * fleet.Count));
    }

    [Fact]
    public void Lives_that_end_without_wear_withdraw_it()
    {
        var verdicts = Fleet.Of(6, seed: 3).Select((life, at) => RulVerdict.Of(
            Model.Value, "digest", [.. life.Rows.Take(40)], fromTicks: 1000 + at, toTicks: 2000 + at)!);
        Assert.Equal(new RulTrial(6, 0, 0, 0), RulTrial.Of(verdicts) with { Inside95 = 0 });
    }

    [Fact]
    public void Only_the_newest_lives_count_and_nothing_is_said_of_too_short_ones()
    {
        var verdict = RulVerdict.Of(Model.Value, "digest", Fleet.Of(1, seed: 4)[0].Rows, 1, 2)!;
        var missed = verdict with { Band80 = new RulBand(-2, -1) };
        var all = Enumerable.Range(0, 300).Select(at => (at < 100 ? missed : verdict with { Band80 = new(0, 200) }) with
        {
            ToTicks = at,
        });
        Assert.Equal((200, 200), (RulTrial.Of(all).Lives, RulTrial.Of(all).Inside80));
        Assert.Null(RulVerdict.Of(Model.Value, "digest", [.. Fleet.Of(1, seed: 4)[0].Rows.Take(14)], 1, 2));
    }

    [Fact]
    public void A_verdict_is_the_same_when_it_was_read_again()
    {
        var verdict = RulVerdict.Of(Model.Value, "digest", Fleet.Of(1, seed: 5)[0].Rows, 7, 8)!;
        var writer = new StateWriter();
        verdict.Write(writer);
        var reader = new StateReader(writer.Written);
        Assert.Equal(verdict, RulVerdict.Read(ref reader));
        reader.ReadEnd();
    }
}
