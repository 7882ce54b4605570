using OrleansTwin.Twins.Learning;
using OrleansTwin.Twins.Maintenance;
using OrleansTwin.Twins.Maintenance.Degradation;
using OrleansTwin.Twins.Maintenance.Lives;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Tests.Maintenance;

public class DegradationTests
{
    private const double Offset = 1;

    private static readonly PathPrior Exponential = new(
        PathForm.Exponential, Offset, Limit: 9, new Belief(Math.Log(0.2), 0.3), new Belief(0.01, 0.002), LogNoise: 0.15);

    private static readonly PathPrior Power = new(
        PathForm.PowerLaw, Offset, Limit: 9, new Belief(Math.Log(0.001), 0.4), new Belief(1.5, 0.1), LogNoise: 0.15);

    private static readonly Delay[] Delays = [new("one shift", 8), new("two days", 48), new("a week", 168)];

    public static TheoryData<PathForm> Forms => [PathForm.Exponential, PathForm.PowerLaw];

    [Fact]
    public void Before_any_reading_the_belief_alone_says_when_assets_fail()
    {
        // (ln 0.2 + 0.01 t - ln 8) / sqrt(0.09 + 4e-6 t²) at t = 400; one belief in ten has four times the rate's deviation.
        double Failed(double factor) => Normal.Probability(
            (Math.Log(0.2) + 4 - Math.Log(8)) / Math.Sqrt(0.09 + (factor * factor * 4e-6 * 160_000)));
        Assert.Equal((0.9 * Failed(1)) + (0.1 * Failed(4)), new DegradationPath(Exponential).FailedBy(400), 12);
        Assert.Equal(0, new DegradationPath(Exponential).FailedBy(0));
    }

    [Fact]
    public void One_reading_moves_belief_as_the_formula_of_two_normals_says()
    {
        // With one reading y at x: gain = variance of the line at x / (that + noise²), along the covariance with x.
        var (start, rate) = (Exponential.LogStart, Exponential.Rate!.Value);
        const double x = 200;
        var surprise = Math.Log(3.5) - (start.Mean + (rate.Mean * x));
        var (startVariance, rateVariance) = (start.Deviation * start.Deviation, rate.Deviation * rate.Deviation);
        var total = startVariance + (rateVariance * x * x) + (0.15 * 0.15);

        var line = PathLine.Of(
            Exponential, default(PathReadings).With(PathForm.Exponential, Offset, x, Offset + 3.5), 0.15);

        Assert.Equal(start.Mean + (startVariance / total * surprise), line.LogStart, 10);
        Assert.Equal(rate.Mean + (rateVariance * x / total * surprise), line.Rate, 10);
        Assert.Equal(-startVariance * rateVariance * x / total, line.Covariance, 12);
        // A normal density with the noise and what is believed of the line there, but for its constant factor.
        Assert.Equal(-0.5 * (Math.Log(total) + (surprise * surprise / total)), line.LogLikelihood, 10);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Many_readings_find_the_asset_s_own_path_and_the_hour_of_its_failure(PathForm form)
    {
        var prior = (form == PathForm.Exponential ? Exponential : Power) with { LogNoise = 0.01 };
        var path = new DegradationPath(prior);
        var (logStart, rate) = (prior.LogStart.Mean - 0.4, prior.Rate!.Value.Mean * 1.1);
        double Clock(double hours) => form == PathForm.Exponential ? hours : Math.Log(hours);
        for (var hours = 1; hours <= 250; hours++)
            path = path.With(hours, Offset + Math.Exp(logStart + (rate * Clock(hours))));

        var failure = (Math.Log(8) - logStart) / rate;
        var expected = (form == PathForm.Exponential ? failure : Math.Exp(failure)) - 250;
        Assert.Equal(250, path.Readings);
        Assert.Equal(1, path.HoursLeft(250, 0.5).Value / expected, 1);
        Assert.True(path.HoursLeft(250, 0.95).Contains(expected));
    }

    [Theory]
    [InlineData(PathForm.Exponential, 3)]
    [InlineData(PathForm.Exponential, 40)]
    [InlineData(PathForm.PowerLaw, 10)]
    public void Bands_and_risks_hold_as_often_as_they_say_for_assets_of_the_believed_type(PathForm form, int readings)
    {
        var prior = form == PathForm.Exponential ? Exponential : Power;
        var result = PathTrial.Run(new SyntheticWear(prior, prior, readings), Delays, 500, seed: 4, InOrder.Run);

        foreach (var (probability, held) in result.Bands)
            AssertShare(probability, held, result.Assets);
        // Three delays of an asset hold or fail together.
        AssertShare(0.9, result.Held / 3, result.Asked / 3);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(0.5)]
    public void Readings_tell_their_own_noise_where_it_is_not_as_it_was_told(double factor)
    {
        var told = Exponential with { LogNoise = factor * Exponential.LogNoise };
        var result = PathTrial.Run(new SyntheticWear(Exponential, told, 60), Delays, 500, seed: 5, InOrder.Run);

        foreach (var (probability, held) in result.Bands)
            AssertShare(probability, held, result.Assets);
        AssertShare(0.9, result.Held / 3, result.Asked / 3);
    }

    [Fact]
    public void A_belief_that_readings_contradict_is_overruled_by_them()
    {
        // Five of its deviations away.
        var mistaken = Exponential with { Rate = new Belief(0.005, 0.001) };
        var truth = Exponential with { Rate = new Belief(0.01, 0.001) };
        double Held(int readings) => PathTrial.Run(
            new SyntheticWear(truth, mistaken, readings), Delays, 200, seed: 6, InOrder.Run).Coverage;

        Assert.All([3, 60], readings => Assert.InRange(Held(readings), 0.85, 0.98));
    }

    [Fact]
    public void An_asset_that_may_never_fail_has_no_upper_bound_and_bands_are_in_order()
    {
        var slow = new DegradationPath(Exponential with { Rate = new Belief(0.001, 0.002) });
        Assert.Equal(double.PositiveInfinity, slow.HoursLeft(10, 0.95).High);

        var path = new DegradationPath(Exponential).With(100, 1.6).With(150, 2.1);
        var (narrow, middle, wide) = (path.HoursLeft(150, 0.5), path.HoursLeft(150, 0.8), path.HoursLeft(150, 0.95));
        Assert.True(wide.Low < middle.Low && middle.Low < narrow.Low && narrow.Low < narrow.Value);
        Assert.True(narrow.Value < narrow.High && narrow.High < middle.High && middle.High < wide.High);
    }

    [Fact]
    public void Readings_of_which_only_sums_without_squares_were_kept_count_as_noisy_as_was_told()
    {
        var readings = default(PathReadings);
        for (var hours = 10; hours <= 200; hours += 10)
        {
            // Off the line by the noise that is told, up and down in turn.
            var log = Math.Log(0.2) + (0.01 * hours) + (hours % 20 == 0 ? 0.15 : -0.15);
            readings = readings.With(PathForm.Exponential, Offset, hours, Offset + Math.Exp(log));
        }

        var writer = new StateWriter();
        readings.Save(writer);
        var reader = new StateReader(writer.Written);
        var old = PathReadings.LoadWithoutSquares(ref reader, 0.15);
        Assert.Equal(readings with { SquaredY = 0 }, old with { SquaredY = 0 });
        Assert.Equal(readings.SquaredY, old.SquaredY, 0.15);
        Assert.Equal(
            new DegradationPath(Exponential, readings).HoursLeft(200, 0.95).High,
            new DegradationPath(Exponential, old).HoursLeft(200, 0.95).High, 5.0);
    }

    [Fact]
    public void What_shows_more_than_its_limit_has_reached_it_although_it_runs()
    {
        var path = new DegradationPath(Exponential);
        for (var hours = 10; hours <= 400; hours += 10)
            path = path.With(hours, Offset + (0.2 * Math.Exp(0.01 * hours)));

        Assert.Equal(new Estimate(1, 1, 1), path.Risk(400, 8));
        Assert.Equal([0, 0], path.HoursLeft(400, [0.025, 0.975]));
    }

    [Fact]
    public void Readings_count_in_any_order_and_such_without_wear_teach_nothing()
    {
        var path = new DegradationPath(Exponential);
        Assert.Equal(path.With(10, 2).With(20, 3).FailedBy(300), path.With(20, 3).With(10, 2).FailedBy(300), 12);
        Assert.Equal(0, path.With(10, Offset).With(10, double.NaN).Readings);
        Assert.Throws<ArgumentOutOfRangeException>(() => path.With(double.NaN, 2));
        Assert.Contains("The limit is 0.5", Assert.Throws<ArgumentException>(
            () => new DegradationPath(Exponential with { Limit = 0.5 })).Message);
    }

    private static void AssertShare(double probability, int held, int of)
    {
        // The binomial band in which all but three in a thousand lie.
        var band = 3 * Math.Sqrt(probability * (1 - probability) / of);
        Assert.InRange((double)held / of, probability - band, probability + band);
    }
}
