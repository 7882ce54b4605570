using OrleansTwin.Twins.Maintenance;
using OrleansTwin.Twins.Maintenance.Lives;

namespace OrleansTwin.Twins.Tests.Maintenance;

public class PolicyTests
{
    private static readonly ReplacementCosts Costs = new(400, 5000, 2, 12, 90);

    [Fact]
    public void The_best_age_and_its_cost_are_the_known_ones()
    {
        var policy = AgeReplacement.Of(LifeDistribution.Weibull(2.5, 1000), plannedCost: 1, failureCost: 10);

        Assert.Equal(355, Math.Round(policy.BestAgeHours));
        Assert.Equal(0.004751, Math.Round(policy.CostPerHour, 6));
        // Mean life: the scale times Gamma(1.4).
        Assert.Equal(10 / 887.2638, policy.RunToFailureCostPerHour, 7);
    }

    [Fact]
    public void Of_fitted_lives_the_best_age_lies_in_its_interval_about_as_often_as_that_says()
    {
        var (random, truth, held) = (new Random(4), LifeDistribution.Weibull(2.5, 1000), 0);
        var best = AgeReplacement.Of(truth, 1, 10).BestAgeHours;
        for (var fleet = 0; fleet < 100; fleet++)
        {
            var fit = LifeFit.Of(LifeForm.Weibull, [.. Enumerable.Range(0, 12).Select(
                _ => new Lifetime(truth.QuantileHours(random.NextDouble()), true))]);
            var (policy, low, high) = AgeReplacement.Of(fit, 1, 10);
            Assert.InRange(policy.BestAgeHours, low, high);
            held += best >= low && best <= high ? 1 : 0;
        }

        Assert.InRange(held, 84, 96);
    }

    [Fact]
    public void Few_lives_may_leave_open_whether_to_replace_at_all()
    {
        var fit = LifeFit.Of(LifeForm.Weibull, [new(100, true), new(700, true), new(2500, true), new(900, false)]);
        var (policy, _, high) = AgeReplacement.Of(fit, 1, 10);
        Assert.Equal((double.PositiveInfinity, true), (high, policy.CostPerHour <= policy.RunToFailureCostPerHour));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0.7)]
    public void Parts_that_do_not_wear_are_run_to_failure(double shape)
    {
        var policy = AgeReplacement.Of(LifeDistribution.Weibull(shape, 1000), 1, 10);
        Assert.Equal(double.PositiveInfinity, policy.BestAgeHours);
        Assert.Equal(policy.RunToFailureCostPerHour, policy.CostPerHour);
    }

    [Fact]
    public void A_replacement_that_costs_as_much_as_a_failure_is_not_made_early() => Assert.Equal(
        double.PositiveInfinity, AgeReplacement.Of(LifeDistribution.Weibull(2.5, 1000), 10, 10).BestAgeHours);

    [Fact]
    public void At_the_best_age_of_a_wearing_part_its_hazard_costs_what_the_policy_costs()
    {
        foreach (var life in new[] { LifeDistribution.Weibull(4, 300), LifeDistribution.Lognormal(900, 0.3) })
        {
            var policy = AgeReplacement.Of(life, 1, 6);
            Assert.Equal(1, (6 - 1) * life.HazardPerHour(policy.BestAgeHours) / policy.CostPerHour, 3);
        }
    }

    [Fact]
    public void Waiting_costs_what_failure_costs_as_often_as_it_fails()
    {
        var answer = Deferral.Of(new Delay("two days", 48), new Estimate(0.1, 0.05, 0.2), Costs);

        Assert.Equal(new Estimate(0.1 * 5000 + 0.9 * 400, 0.05 * 5000 + 0.95 * 400, 0.2 * 5000 + 0.8 * 400), answer.ExpectedCost);
        Assert.Equal(90 * (0.1 * 12 + 0.9 * 2), answer.ExpectedLostGoodParts.Value, 9);
    }

    [Fact]
    public void The_longer_a_repair_waits_the_more_likely_it_comes_too_late_and_intervals_are_in_order()
    {
        var truth = LifeDistribution.Weibull(2.5, 1000);
        var fit = LifeFit.Of(LifeForm.Weibull, [.. Enumerable.Range(1, 30).Select(
            i => new Lifetime(truth.QuantileHours(i / 31.0), true))]);

        var answers = Deferral.Ask(fit, 800, [new("one shift", 8), new("two days", 48), new("a week", 168)], Costs);

        Assert.Equal([0.0143, 0.0859, 0.2949], answers.Select(answer => answer.FailureProbability.Value), (expected, found) =>
            Math.Abs(expected - found) < 0.2 * expected);
        Assert.All(answers, answer => Assert.True(
            answer.FailureProbability.Low < answer.FailureProbability.Value
            && answer.FailureProbability.Value < answer.FailureProbability.High
            && answer.ExpectedCost.Low < answer.ExpectedCost.High
            && answer.ExpectedLostGoodParts.Low < answer.ExpectedLostGoodParts.High));
        Assert.Throws<ArgumentOutOfRangeException>(() => Deferral.Ask(fit, double.NaN, [], Costs));
    }
}
