using OrleansTwin.Twins.Health.Rul;
using OrleansTwin.Twins.Learning;

namespace OrleansTwin.Twins.Tests.Health;

public class RulGateTests
{
    [Theory]
    [InlineData(0.5, 0.5, 0.4, 0.6, true)]
    [InlineData(0.9, 0.86, 0.8, 0.91, true)]
    [InlineData(0.9, 0.86, 0.8, 0.89, false)]
    [InlineData(0.95, 0.7, 0.6, 0.8, false)]
    [InlineData(0.95, double.NaN, double.NaN, double.NaN, false)]
    public void A_band_must_cover_what_it_states_within_the_interval_of_its_figure(
        double coverage, double found, double low, double high, bool mayGoLive)
    {
        var refusal = RulGate.Refusal(RecordWith(coverage, found, low, high));
        Assert.Equal(mayGoLive, refusal.Length == 0);
        if (!mayGoLive)
            Assert.StartsWith($"Its {100 * coverage} % band held", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_that_does_not_tell_of_a_band_is_no_promise() => Assert.Equal(
        "Its record does not tell '50 % band, share of truths inside'.",
        RulGate.Refusal(RecordWith(0.5, 0.5, 0.4, 0.6) with { Metrics = [] }));

    private static ModelRecord RecordWith(double coverage, double found, double low, double high) => new(
        "", "", "", 30, 1000, "", "", 0, 1,
        [
            .. RulBands.Coverages.Select(other => other == coverage
                ? Figure(other, found, low, high)
                : Figure(other, other, other - 0.05, other + 0.05)),
        ]);

    private static ModelMetric Figure(double coverage, double found, double low, double high) => new(
        FormattableString.Invariant($"{100 * coverage:F0} % band, share of truths inside"), found, low, high);
}
