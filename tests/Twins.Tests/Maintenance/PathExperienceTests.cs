using OrleansTwin.Twins.Learning;
using OrleansTwin.Twins.Maintenance;
using OrleansTwin.Twins.Maintenance.Degradation;

namespace OrleansTwin.Twins.Tests.Maintenance;

/// <summary>What those that wore teach of the next one.</summary>
public sealed class PathExperienceTests
{
    private static readonly PathPrior Truth = new(
        PathForm.Exponential, 1, 9, new Belief(Math.Log(0.2), 0.3), new Belief(0.01, 0.003), LogNoise: 0.15);

    private static readonly PathPrior Told = Truth with { Rate = new Belief(0.005, 0.0015) };

    [Fact]
    public void Without_lives_what_was_told_is_believed()
    {
        Assert.Equal(new PathExperience(Told, 0), PathExperience.Learn(Told, []));
        Assert.Equal(new PathExperience(Told, 0), PathExperience.Learn(Told, [Worn(0.01, readings: 2)]));
    }

    [Fact]
    public void One_life_moves_what_was_told_by_a_third_of_the_way_and_many_by_nearly_all()
    {
        var one = PathExperience.Learn(Told, [Worn(0.01)]).Prior.Rate!.Value;
        Assert.Equal(((2 * 0.005) + 0.01) / 3, one.Mean, 5);
        Assert.True(one.Deviation > Told.Rate!.Value.Deviation);

        var many = PathExperience.Learn(Told, new SyntheticWear(Truth, Told, 3).WornOut(100, 100, seed: 1));
        Assert.Equal(100, many.Lives);
        Assert.Equal(0.01, many.Prior.Rate!.Value.Mean, 0.001);
        Assert.Equal(0.003, many.Prior.Rate.Value.Deviation, 0.0006);
        Assert.Equal(Math.Log(0.2), many.Prior.LogStart.Mean, 0.1);
        Assert.Equal(0.3, many.Prior.LogStart.Deviation, 0.06);
    }

    [Fact]
    public void A_rate_that_nobody_told_is_taught_by_three_lives()
    {
        var untold = Truth with { Rate = null };
        Assert.Null(PathExperience.Learn(untold, [Worn(0.008), Worn(0.01)]).Prior.Rate);

        var taught = PathExperience.Learn(untold, [Worn(0.008), Worn(0.01), Worn(0.012)]);
        Assert.Equal(3, taught.Lives);
        Assert.Equal(0.01, taught.Prior.Rate!.Value.Mean, 4);
        // Wide while lives are few: as if one had been off by all of the rate.
        Assert.InRange(taught.Prior.Rate.Value.Deviation, 0.005, 0.01);
        Assert.Throws<ArgumentException>(() => new DegradationPath(untold));
    }

    [Fact]
    public void A_life_whose_beginning_nobody_saw_teaches_its_rate_only_and_by_age_nothing()
    {
        var taught = PathExperience.Learn(Told, [Worn(0.01) with { IsWhole = false }]);
        Assert.Equal(((2 * 0.005) + 0.01) / 3, taught.Prior.Rate!.Value.Mean, 5);
        Assert.Equal(Told.LogStart, taught.Prior.LogStart);

        var byAge = Told with { Form = PathForm.PowerLaw };
        Assert.Equal(0, PathExperience.Learn(byAge, [Worn(0.01) with { IsWhole = false }]).Lives);
    }

    [Fact]
    public void After_ten_lives_the_next_ones_bands_and_risks_hold_although_half_of_the_rate_was_told()
    {
        Delay[] delays = [new("two days", 48), new("a week", 168)];
        var (held, asked, inBand, assets) = (0, 0, 0, 0);
        for (var fleet = 0UL; fleet < 25; fleet++)
        {
            var learned = PathExperience.Learn(Told, new SyntheticWear(Truth, Told, 3).WornOut(10, 100, fleet)).Prior;
            var result = PathTrial.Run(new SyntheticWear(Truth, learned, 3), delays, 20, seed: 100 + fleet, InOrder.Run);
            (held, asked) = (held + result.Held, asked + result.Asked);
            (inBand, assets) = (inBand + result.Bands[1].Held, assets + result.Assets);
        }

        Assert.InRange((double)held / asked, 0.87, 0.95);
        Assert.InRange((double)inBand / assets, 0.75, 0.86);
    }

    private static WornPath Worn(double rate, int readings = 300)
    {
        var seen = default(PathReadings);
        for (var hours = 1; hours <= readings; hours++)
            seen = seen.With(PathForm.Exponential, 1, hours, 1 + (0.2 * Math.Exp(rate * hours)));
        return new WornPath(seen, true);
    }
}
