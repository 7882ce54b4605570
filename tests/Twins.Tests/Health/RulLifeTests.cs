using OrleansTwin.Twins.Health.Rul;
using OrleansTwin.Twins.Maintenance;

namespace OrleansTwin.Twins.Tests.Health;

/// <summary>From cycles that a model says are left to hours of operation and risks.</summary>
public class RulLifeTests
{
    private const double Cap = 125;

    private static readonly RulEstimate Fifty = new(
        50, new RulBand(40, 60), new RulBand(30, 80), new RulBand(20, 100), new RulBand(10, 140),
        200, PresentShare: 1, OutsideShare: 0, IsEnough: true);

    [Fact]
    public void Bands_are_those_of_the_model_in_hours_and_a_bound_at_the_cap_means_or_later()
    {
        var life = RemainingLife.Of(new RulLife(Fifty, Cap, hoursOfCycle: 8, ageHours: 1600), ageHours: 1600);
        Assert.Equal(400, life.MedianHours);
        Assert.Equal(
            [new LifeBand(0.5, 320, 480), new LifeBand(0.8, 240, 640), new LifeBand(0.95, 80, double.PositiveInfinity)],
            life.Bands);
    }

    [Fact]
    public void Hours_that_were_run_since_the_last_cycle_are_gone()
    {
        var life = new RulLife(Fifty, Cap, 8, 1600);
        Assert.Equal([316, 0], [life.HoursLeft(1604, [0.25])[0], life.HoursLeft(2400, [0.25])[0]]);
        Assert.Equal(life.Risk(1600, 324), life.Risk(1604, 320));
    }

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(40, 0.0125, 0, 0.025)]
    [InlineData(80, 0.025, 0.025, 0.05)]
    [InlineData(280, 0.175, 0.1, 0.25)]
    [InlineData(400, 0.5, 0.5, 0.75)]
    [InlineData(900, 0.9625, 0.95, 0.975)]
    [InlineData(1200, 0.975, 0.95, 1)]
    public void Risk_rises_evenly_between_the_bounds_of_the_bands_whose_probabilities_are_its_interval(
        double hours, double risk, double low, double high)
    {
        var found = new RulLife(Fifty, Cap, 8, 1600).Risk(1600, hours);
        Assert.Equal((risk, low, high), (Math.Round(found.Value, 9), found.Low, found.High));
    }

    [Fact]
    public void A_bound_that_was_cut_off_at_zero_is_no_quantile()
    {
        var worn = Fifty with { Cycles = 8, Band50 = new(4, 12), Band80 = new(0, 20), Band90 = new(0, 30), Band95 = new(0, 40) };
        var life = new RulLife(worn, Cap, 1, 0);
        Assert.Equal(new Estimate(0.125, 0, 0.25), life.Risk(0, 2));
        Assert.Equal([0, 4, 8], life.HoursLeft(0, [0.1, 0.25, 0.5]));
        Assert.Equal(new Estimate(0, 0, 0), life.Risk(0, 0));

        var over = Fifty with { Cycles = 0, Band50 = default, Band80 = default, Band90 = default, Band95 = default };
        Assert.Equal(new Estimate(1, 0, 1), new RulLife(over, Cap, 1, 0).Risk(0, 1));
    }

    [Fact]
    public void Risk_never_falls_with_the_hours()
    {
        var life = new RulLife(Fifty with { Band95 = new(0, 125), Band90 = new(0, 125) }, Cap, 8, 0);
        var risks = Enumerable.Range(0, 2_000).Select(hours => life.Risk(0, hours)).ToList();
        Assert.All(risks, risk => Assert.InRange(risk.Value, risk.Low, risk.High));
        Assert.Equal(risks.Select(risk => risk.Value).Order(), risks.Select(risk => risk.Value));
    }

    [Fact]
    public void Without_an_estimate_or_a_length_of_cycles_there_is_no_life()
    {
        Assert.Throws<ArgumentException>(() => new RulLife(Fifty with { IsEnough = false }, Cap, 8, 0));
        Assert.Throws<ArgumentException>(() => new RulLife(Fifty, Cap, 0, 0));
    }
}
