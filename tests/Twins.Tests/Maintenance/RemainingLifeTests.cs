using OrleansTwin.Twins.Maintenance;
using OrleansTwin.Twins.Maintenance.Degradation;
using OrleansTwin.Twins.Maintenance.Lives;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Tests.Maintenance;

public sealed class RemainingLifeTests
{
    private static readonly PathPrior Prior = new(
        PathForm.Exponential, 1, 9, new Belief(Math.Log(0.2), 0.3), new Belief(0.01, 0.002), 0.15);

    [Fact]
    public void With_many_records_the_bands_are_those_of_the_distribution_that_they_came_from()
    {
        var truth = LifeDistribution.Weibull(2.5, 1000);
        var fit = LifeFit.Of(
            LifeForm.Weibull,
            [.. Enumerable.Range(1, 1999).Select(i => new Lifetime(truth.QuantileHours(i / 2000.0), true))]);

        var life = RemainingLife.Of(fit, 800);

        // Survival exp(-(t / 1000)^2.5) at 800 h: the hours behind it at which 1 - p of those still live.
        double Left(double p) => (1000 * Math.Pow(Math.Pow(0.8, 2.5) - Math.Log(1 - p), 0.4)) - 800;
        Assert.Equal(1, life.MedianHours / Left(0.5), 0.02);
        Assert.Equal([0.5, 0.8, 0.95], life.Bands.Select(band => band.Probability));
        foreach (var band in life.Bands)
        {
            Assert.Equal(1, band.FromHours / Left((1 - band.Probability) / 2), 0.02);
            Assert.Equal(1, band.ToHours / Left((1 + band.Probability) / 2), 0.02);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    [InlineData(2000)]
    public void Bands_and_risk_of_few_records_are_two_sides_of_the_same(double age)
    {
        var fit = LifeFit.Better(
            [new Lifetime(400, true), new Lifetime(700, true), new Lifetime(1100, true), new Lifetime(900, false)]);
        var life = RemainingLife.Of(fit, age);

        Assert.Equal(0.5, fit.Risk(age, life.MedianHours).Value, 5);
        foreach (var band in life.Bands)
        {
            Assert.Equal((1 - band.Probability) / 2, fit.Risk(age, band.FromHours).Value, 5);
            if (double.IsFinite(band.ToHours))
                Assert.Equal((1 + band.Probability) / 2, fit.Risk(age, band.ToHours).Value, 5);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => RemainingLife.Of(fit, double.NaN));
    }

    [Fact]
    public void A_paths_risk_lies_within_what_its_unknown_rate_leaves_and_is_their_mean()
    {
        var path = new DegradationPath(Prior);
        for (var hours = 10; hours <= 200; hours += 10)
            path = path.With(hours, 1 + (0.2 * Math.Exp(0.01 * hours)));

        var (near, far) = (path.Risk(200, 20), path.Risk(200, 400));
        Assert.Equal(path.RiskWithin(200, 20), near.Value);
        Assert.True(near.Contains(near.Value) && far.Contains(far.Value));
        Assert.InRange(near.High, 0, 0.05);
        Assert.InRange(far.Low, 0.9, 1);
        Assert.All([5.0, 50, 100, 1000], hours => Assert.True(path.Risk(200, hours) is var risk && risk.Contains(risk.Value)));
        var middle = path.Risk(200, path.HoursLeft(200, 0.5).Value, 0.98);
        Assert.True(middle.High - middle.Low > 0.9);
    }

    [Fact]
    public void A_path_goes_on_from_what_was_saved_of_its_readings()
    {
        PathReadings With(PathReadings readings, double hours, double signal) =>
            readings.With(PathForm.Exponential, 1, hours, signal);
        var readings = With(With(default, 10, 1.4), 30, 1.5);
        var writer = new StateWriter();
        readings.Save(writer);
        var reader = new StateReader(writer.Written);

        var onwards = new DegradationPath(Prior, With(PathReadings.Load(ref reader), 50, 1.6));
        Assert.Equal(
            new DegradationPath(Prior).With(10, 1.4).With(30, 1.5).With(50, 1.6).HoursLeft(50, 0.9),
            onwards.HoursLeft(50, 0.9));
    }
}
