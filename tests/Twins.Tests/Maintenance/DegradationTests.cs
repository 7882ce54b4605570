using OrleansTwin.Twins.Maintenance.Degradation;
using OrleansTwin.Twins.Maintenance.Lives;

namespace OrleansTwin.Twins.Tests.Maintenance;

public class DegradationTests
{
    private const double Offset = 1;

    private static readonly PathPrior Exponential = new(
        PathForm.Exponential, Offset, Limit: 9, new Belief(Math.Log(0.2), 0.3), new Belief(0.01, 0.002), LogNoise: 0.15);

    private static readonly PathPrior Power = new(
        PathForm.PowerLaw, Offset, Limit: 9, new Belief(Math.Log(0.001), 0.4), new Belief(1.5, 0.1), LogNoise: 0.15);

    public static TheoryData<PathForm> Forms => [PathForm.Exponential, PathForm.PowerLaw];

    [Fact]
    public void Before_any_reading_the_belief_alone_says_when_assets_fail()
    {
        // (ln 0.2 + 0.01 t - ln 8) / sqrt(0.09 + 4e-6 t²) at t = 400.
        var z = (Math.Log(0.2) + 4 - Math.Log(8)) / Math.Sqrt(0.09 + (4e-6 * 160_000));
        Assert.Equal(Normal.Probability(z), new DegradationPath(Exponential).FailedBy(400), 12);
        Assert.Equal(0, new DegradationPath(Exponential).FailedBy(0));
    }

    [Fact]
    public void One_reading_moves_belief_as_the_formula_of_two_normals_says()
    {
        // With one reading y at x: gain = variance of the line at x / (that + noise²), along the covariance with x.
        var (start, rate) = (Exponential.LogStart, Exponential.Rate);
        const double x = 200;
        var surprise = Math.Log(3.5) - (start.Mean + (rate.Mean * x));
        var (startVariance, rateVariance) = (start.Deviation * start.Deviation, rate.Deviation * rate.Deviation);
        var total = startVariance + (rateVariance * x * x) + (0.15 * 0.15);

        var line = new DegradationPath(Exponential).With(x, Offset + 3.5).Line();

        Assert.Equal(start.Mean + (startVariance / total * surprise), line.LogStart, 10);
        Assert.Equal(rate.Mean + (rateVariance * x / total * surprise), line.Rate, 10);
        Assert.Equal(-startVariance * rateVariance * x / total, line.Covariance, 12);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Many_readings_find_the_asset_s_own_path_and_the_hour_of_its_failure(PathForm form)
    {
        var prior = (form == PathForm.Exponential ? Exponential : Power) with { LogNoise = 0.01 };
        var path = new DegradationPath(prior);
        var (logStart, rate) = (prior.LogStart.Mean - 0.4, prior.Rate.Mean * 1.1);
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
    [MemberData(nameof(Forms))]
    public void Bands_hold_as_often_as_they_say_for_assets_of_the_believed_type(PathForm form)
    {
        var prior = form == PathForm.Exponential ? Exponential : Power;
        var random = new Random(4);
        var (held, assets) = (new int[3], 0);
        double[] probabilities = [0.5, 0.8, 0.95];
        double Gaussian() => Normal.Quantile(Math.Clamp(random.NextDouble(), 1e-12, 1 - 1e-12));
        for (var asset = 0; asset < 600; asset++)
        {
            var logStart = prior.LogStart.Mean + (prior.LogStart.Deviation * Gaussian());
            var rate = prior.Rate.Mean + (prior.Rate.Deviation * Gaussian());
            var failure = (Math.Log(8) - logStart) / rate;
            failure = form == PathForm.Exponential ? failure : Math.Exp(failure);
            if (failure <= 150)
                continue;
            var path = new DegradationPath(prior);
            for (var hours = 10; hours <= 150; hours += 10)
            {
                var wear = logStart + (rate * (form == PathForm.Exponential ? hours : Math.Log(hours)));
                path = path.With(hours, Offset + Math.Exp(wear + (prior.LogNoise * Gaussian())));
            }

            assets++;
            for (var i = 0; i < probabilities.Length; i++)
                held[i] += path.HoursLeft(150, probabilities[i]).Contains(failure - 150) ? 1 : 0;
        }

        for (var i = 0; i < probabilities.Length; i++)
        {
            var band = 2.576 * Math.Sqrt(probabilities[i] * (1 - probabilities[i]) / assets);
            Assert.InRange((double)held[i] / assets, probabilities[i] - band, probabilities[i] + band);
        }
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
    public void Readings_count_in_any_order_and_such_without_wear_teach_nothing()
    {
        var path = new DegradationPath(Exponential);
        Assert.Equal(path.With(10, 2).With(20, 3).FailedBy(300), path.With(20, 3).With(10, 2).FailedBy(300), 12);
        Assert.Equal(path, path.With(10, Offset));
        Assert.Equal(path, path.With(10, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => path.With(double.NaN, 2));
        Assert.Contains("The limit is 0.5", Assert.Throws<ArgumentException>(
            () => new DegradationPath(Exponential with { Limit = 0.5 })).Message);
    }
}
