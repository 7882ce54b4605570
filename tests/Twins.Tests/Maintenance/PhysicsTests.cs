using OrleansTwin.Twins.Maintenance.Physics;

namespace OrleansTwin.Twins.Tests.Maintenance;

public class PhysicsTests
{
    [Fact]
    public void A_bearing_of_ten_times_its_load_s_rating_lives_a_thousand_million_turns()
    {
        Assert.Equal(1e9 / (60 * 1500), BearingLife.L10Hours(BearingKind.RadialBall, 50_000, 5_000, 1500), 6);
        Assert.Equal(
            1e6 * Math.Pow(10, 10.0 / 3) / (60 * 1500), BearingLife.L10Hours(BearingKind.RadialRoller, 50_000, 5_000, 1500), 6);
        Assert.Equal(0.9, BearingLife.Distribution(8000).Survival(8000), 12);
        Assert.Throws<ArgumentOutOfRangeException>(() => BearingLife.L10Hours(BearingKind.RadialBall, 50_000, 0, 1500));
    }

    [Theory]
    [InlineData(BearingKind.RadialBall)]
    [InlineData(BearingKind.RadialRoller)]
    public void The_system_factor_runs_on_without_a_step_and_rises_with_oil_and_cleanliness(BearingKind kind)
    {
        foreach (var kappa in new[] { 0.4, 1.0 })
        {
            Assert.Equal(
                1, BearingLife.SystemFactor(kind, kappa - 1e-9, 0.1) / BearingLife.SystemFactor(kind, kappa, 0.1), 3);
        }

        Assert.True(BearingLife.SystemFactor(kind, 2, 0.2) > BearingLife.SystemFactor(kind, 0.5, 0.2));
        Assert.True(BearingLife.SystemFactor(kind, 2, 0.4) > BearingLife.SystemFactor(kind, 2, 0.1));
        Assert.Equal(0.1, BearingLife.SystemFactor(kind, 1, 0), 12);
        Assert.Equal(50, BearingLife.SystemFactor(kind, 4, 5));
        Assert.Equal(BearingLife.SystemFactor(kind, 4, 0.3), BearingLife.SystemFactor(kind, 9, 0.3));
        Assert.Throws<ArgumentOutOfRangeException>(() => BearingLife.SystemFactor(kind, 0.05, 0.3));
    }

    [Fact]
    public void Ageing_wear_and_warming_are_those_of_their_laws()
    {
        // 0.8 eV from 80 to 90 °C: exp(0.8 / k (1/353.15 - 1/363.15)).
        Assert.Equal(Math.Exp(0.8 / 8.617333262e-5 * ((1 / 353.15) - (1 / 363.15))), WearLaws.Arrhenius(0.8, 90, 80), 12);
        Assert.Equal(1, WearLaws.Arrhenius(0.8, 80, 80));
        Assert.Equal(0.02, WearLaws.ArchardDepthMm(1e-8, 2, 1e6), 12);
        Assert.Equal(80 - (60 * Math.Exp(-1)), WearLaws.FirstOrderC(20, 80, 10, 10), 12);
        Assert.Equal(60, WearLaws.FirstOrderC(20, 80, WearLaws.TimeToLimit(20, 80, 60, 10), 10), 12);
        Assert.Equal(double.PositiveInfinity, WearLaws.TimeToLimit(20, 80, 90, 10));
        Assert.Equal(double.PositiveInfinity, WearLaws.TimeToLimit(20, 10, 30, 10));
        Assert.Equal(0, WearLaws.TimeToLimit(20, 80, 20, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => WearLaws.Arrhenius(0.8, -300, 80));
    }

    [Fact]
    public void Experience_corrects_physics_where_it_was_made_and_is_not_stretched_beyond()
    {
        var random = new Random(2);
        var observed = Enumerable.Range(0, 60).Select(_ =>
        {
            var dirt = random.NextDouble();
            return new ObservedWear([dirt], 1e-4, 1e-4 * Math.Exp(0.3 + (0.9 * dirt) + (0.05 * random.NextDouble())));
        }).ToList();

        var wear = HybridWear.Learn(observed);

        Assert.InRange(wear.DamagePerHour(2e-4, [0.5]) / (2e-4 * Math.Exp(0.3 + 0.45)), 0.93, 1.1);
        Assert.InRange(wear.DamagePerHour(2e-4, [7]) / wear.DamagePerHour(2e-4, [1]), 0.99, 1.01);
        Assert.Equal(2e-4, HybridWear.PhysicsAlone.DamagePerHour(2e-4, [0.5]));
        Assert.Equal(2e-4, HybridWear.Learn([.. observed.Take(2)]).DamagePerHour(2e-4, [0.5]));
        Assert.Contains("expected rates above 0", Assert.Throws<ArgumentException>(
            () => HybridWear.Learn([new ObservedWear([1], 1e-4, 0)])).Message);
    }
}
