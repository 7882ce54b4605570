using OrleansTwin.Twins.Kpis;

namespace OrleansTwin.Twins.Tests.Kpis;

public class CapabilityTests
{
    private static readonly SampleStatistics Sample = new(50, 10.1, 0.1);

    [Fact]
    public void A_mean_off_the_middle_lowers_the_centred_index_only()
    {
        var capability = Capability.OfMachine(Sample, 9.5, 10.5);
        Assert.Equal(1.0 / 0.6, Assert.NotNull(capability.Potential), 1e-12);
        Assert.Equal(0.4 / 0.3, Assert.NotNull(capability.Centred), 1e-12);
    }

    [Fact]
    public void One_limit_gives_the_centred_index_alone()
    {
        var capability = Capability.OfProcess(Sample, null, 10.5);
        Assert.Null(capability.Potential);
        Assert.Equal(0.4 / 0.3, Assert.NotNull(capability.Centred), 1e-12);
        Assert.Equal(0.6 / 0.3, Assert.NotNull(Capability.OfProcess(Sample, 9.5, null).Centred), 1e-12);
    }

    [Fact]
    public void No_spread_and_no_limits_give_no_index()
    {
        Assert.Equal(default, Capability.OfMachine(Sample with { Sigma = 0 }, 9, 11));
        Assert.Equal(default, Capability.OfMachine(Sample, null, null));
        Assert.Equal(default, Capability.OfMachine(SampleStatistics.Of([4.0]), 3, 5));
    }

    [Fact]
    public void Drift_between_subgroups_widens_s_and_leaves_the_pooled_estimate()
    {
        double[] values = [1, 2, 3, 101, 102, 103];
        Assert.Equal(1, SampleStatistics.WithinSubgroups(values, 3).Sigma, 1e-12);
        Assert.Equal(52, SampleStatistics.Of(values).Mean, 1e-12);
        Assert.Equal(Math.Sqrt(15004.0 / 5), SampleStatistics.Of(values).Sigma, 1e-9);
    }

    [Fact]
    public void Spread_far_from_zero_keeps_its_digits() =>
        Assert.Equal(1, SampleStatistics.Of([1e9 + 1, 1e9 + 2, 1e9 + 3]).Sigma, 1e-9);
}
