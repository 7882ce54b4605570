using OrleansTwin.Twins.Learning;
using OrleansTwin.Twins.Maintenance;
using OrleansTwin.Twins.Maintenance.Lives;

namespace OrleansTwin.Twins.Tests.Maintenance;

public class LifeTests
{
    /// <summary>Million revolutions of 23 ball bearings to failure (Lieblein and Zelen 1956).</summary>
    private static readonly double[] BallBearings =
    [
        17.88, 28.92, 33.00, 41.52, 42.12, 45.60, 48.48, 51.84, 51.96, 54.12, 55.56, 67.80, 68.64, 68.64, 68.88, 84.12, 93.12,
        98.64, 105.12, 105.84, 127.92, 128.04, 173.40,
    ];

    private static readonly LifeDistribution Truth = LifeDistribution.Weibull(2.5, 1000);

    [Theory]
    [InlineData(8, 0.0143)]
    [InlineData(48, 0.0859)]
    [InlineData(168, 0.2949)]
    public void The_risk_of_a_part_of_800_hours_is_the_known_one(double hours, double risk) =>
        Assert.Equal(risk, Truth.RiskWithin(800, hours), 4);

    [Fact]
    public void The_normal_distribution_is_right_in_the_middle_and_far_out()
    {
        Assert.Equal(0.15865525393145705, Normal.Survival(1), 14);
        Assert.Equal(0.977249868051821, Normal.Probability(2), 14);
        Assert.Equal(1, Normal.Survival(6) / 9.865876450376946e-10, 11);
        Assert.Equal(1, Normal.LogSurvival(40) / -804.6084420137538, 12);
        Assert.Equal(1.959963984540054, Normal.Quantile(0.975), 12);
        Assert.Equal(-6.361340902404056, Normal.Quantile(1e-10), 11);
    }

    [Fact]
    public void Ball_bearings_are_fitted_as_in_the_literature()
    {
        var lives = Failures(BallBearings);
        var weibull = LifeFit.Of(LifeForm.Weibull, lives);
        Assert.Equal((2.102, 81.88), (Math.Round(weibull.Best.Shape, 3), Math.Round(weibull.Best.ScaleHours, 2)));

        var lognormal = LifeFit.Of(LifeForm.Lognormal, lives);
        var logs = Array.ConvertAll(BallBearings, Math.Log);
        Assert.Equal(logs.Average(), lognormal.Best.Location, 8);
        Assert.Equal(Math.Sqrt(logs.Average(log => Math.Pow(log - logs.Average(), 2))), lognormal.Best.Spread, 8);
        Assert.Equal(LifeForm.Lognormal, LifeFit.Better(lives).Best.Form);
    }

    [Fact]
    public void Without_prior_knowledge_the_interval_of_a_lognormal_median_is_that_of_student()
    {
        var fit = LifeFit.Of(LifeForm.Lognormal, Failures(BallBearings));
        var logs = Array.ConvertAll(BallBearings, Math.Log);
        var deviation = Math.Sqrt(logs.Sum(log => Math.Pow(log - logs.Average(), 2)) / (logs.Length - 1));
        // Quantile 0.95 of Student's t with 22 degrees of freedom.
        var margin = 1.717144 * deviation / Math.Sqrt(logs.Length);

        var median = fit.Estimate(life => life.MedianHours);

        Assert.Equal(logs.Average() - margin, Math.Log(median.Low), 2);
        Assert.Equal(logs.Average() + margin, Math.Log(median.High), 2);
    }

    [Theory]
    [InlineData(LifeForm.Weibull)]
    [InlineData(LifeForm.Lognormal)]
    public void Suspensions_count_for_what_they_lived(LifeForm form)
    {
        var truth = form == LifeForm.Weibull ? Truth : LifeDistribution.Lognormal(900, 0.4);
        var random = new Random(11);
        var lives = Enumerable.Range(0, 1500).Select(_ =>
        {
            var (hours, watched) = (truth.QuantileHours(1 - random.NextDouble()), 200 + (1000 * random.NextDouble()));
            return new Lifetime(Math.Min(hours, watched), hours <= watched);
        }).ToList();

        var fit = LifeFit.Of(form, lives);
        var blind = LifeFit.Of(form, [.. lives.Where(life => life.IsFailure)]);

        Assert.InRange(fit.Best.Spread / truth.Spread, 0.9, 1.1);
        Assert.InRange(fit.Best.MedianHours / truth.MedianHours, 0.95, 1.05);
        Assert.True(blind.Best.MedianHours < 0.8 * truth.MedianHours);
        Assert.True(fit.Estimate(life => life.MedianHours).Contains(truth.MedianHours));
    }

    [Fact]
    public void Few_failures_give_wide_intervals_and_too_few_are_refused()
    {
        var few = LifeFit.Of(LifeForm.Weibull, [.. Failures([400, 700, 1100]), new Lifetime(900, false)]);
        var many = LifeFit.Of(
            LifeForm.Weibull, Failures(Enumerable.Range(1, 99).Select(i => Truth.QuantileHours(i / 100.0))));
        double Width(LifeFit fit) => fit.Estimate(life => life.RiskWithin(800, 168)) is var risk ? risk.High - risk.Low : 0;
        Assert.True(Width(few) > 4 * Width(many));

        Assert.Contains(
            "2 of 5 lifetimes", Refused([.. Failures([100, 200]), .. Enumerable.Repeat(new Lifetime(300, false), 3)]));
        Assert.Contains("1 of 40 lifetimes", Refused(Failures(Enumerable.Repeat(500.0, 40))));
        Assert.Contains("A part lived 0 h", Refused(Failures([100, 200, 300, 0])));
        Assert.Contains("A part lived NaN h", Refused(Failures([100, 200, 300, double.NaN])));
    }

    [Theory]
    [InlineData(8, 168)]
    [InlineData(12, 8)]
    public void Intervals_of_the_risk_hold_the_truth_as_often_as_they_say(int machines, double delay)
    {
        const int fleets = 300;

        var result = DeferralTrial.Run(
            new SyntheticFleet(Truth, machines, 1500), [new Delay("a delay", delay)], fleets, seed: 3, InOrder.Run);

        // The binomial band in which 90 % lie with 95 %: 1.96 deviations.
        var band = 1.96 * Math.Sqrt(0.9 * 0.1 / result.Asked);
        Assert.InRange(result.Coverage, 0.9 - band, 0.9 + band);
        Assert.Equal(fleets, result.Asked + result.TooFew);
    }

    [Theory]
    [InlineData(LifeForm.Weibull)]
    [InlineData(LifeForm.Lognormal)]
    public void Parts_that_ran_as_long_as_each_other_may_be_told_together(LifeForm form)
    {
        Lifetime[] failures = [new(300, true), new(420, true), new(510, true)];
        var one = LifeFit.Of(form, [.. failures, new Lifetime(250, false, 3)]);
        var each = LifeFit.Of(form, [.. failures, new(250, false), new(250, false), new(250, false)]);

        Assert.Equal((3, 3), (one.Failures, one.Suspensions));
        Assert.Equal(each.Best.Location, one.Best.Location, 6);
        Assert.Equal(each.Risk(250, 48).High, one.Risk(250, 48).High, 6);
    }

    private static string Refused(IReadOnlyList<Lifetime> lives) =>
        Assert.Throws<ArgumentException>(() => LifeFit.Of(LifeForm.Weibull, lives)).Message;

    private static List<Lifetime> Failures(IEnumerable<double> hours) => [.. hours.Select(life => new Lifetime(life, true))];
}
