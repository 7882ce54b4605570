using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Kpis;

namespace OrleansTwin.Twins.Tests.Kpis;

public class LossTests
{
    [Fact]
    public void The_waterfalls_bars_sum_exactly()
    {
        var random = new Random(3);
        for (var i = 0; i < 200; i++)
        {
            var elements = i == 0 ? TestElements.Shift() : TestElements.Valid(random);
            var level = 0L;
            foreach (var bar in OeeWaterfall.Of(elements))
            {
                level = bar.Id == "plannedBusyTime" ? bar.Ticks : bar.Kind == WaterfallKind.Loss ? level - bar.Ticks : level;
                if (bar.Kind == WaterfallKind.Total)
                    Assert.True(level == bar.Ticks, $"seed 3, round {i}: {bar.Id} is {bar.Ticks}, not {level}");
            }
        }
    }

    [Fact]
    public void The_waterfall_ends_at_fully_productive_time()
    {
        var last = OeeWaterfall.Of(TestElements.Shift())[^1];
        Assert.Equal(("fullyProductiveTime", 200 * TimeSpan.TicksPerMinute), (last.Id, last.Ticks));
    }

    [Fact]
    public void The_six_big_losses_are_time_and_count()
    {
        var losses = SixBigLosses.Of(TestElements.Shift()).ToDictionary(
            loss => loss.Id, loss => (loss.Ticks / TimeSpan.TicksPerMinute, loss.Events));
        Assert.Equal((30, 3), losses["breakdowns"]);
        Assert.Equal((20, null), losses["setup"]);
        Assert.Equal((10, 7), losses["minorStops"]);
        Assert.Equal((50, 11), losses["reducedSpeed"]);
        Assert.Equal((40, 240), losses["processDefects"]);
        Assert.Equal((10, 60), losses["startUp"]);
        Assert.Equal(6, losses.Count);
    }

    [Fact]
    public void Invariants_hold_for_sums_and_name_what_is_broken()
    {
        var random = new Random(5);
        var sum = TestElements.Valid(random) + TestElements.Valid(random) - TestElements.Valid(random);
        Assert.Null(ElementInvariants.Check(sum));

        var noBusy = TestElements.Shift();
        noBusy[Element.StarvedTime]++;
        Assert.Contains("Planned busy time", ElementInvariants.Check(noBusy), StringComparison.Ordinal);

        var noPieces = TestElements.Shift();
        noPieces[Element.ReworkQuantity]--;
        var error = Assert.Throws<InvalidOperationException>(() => ElementInvariants.Require(noPieces, "acme/press"));
        Assert.StartsWith("acme/press: Produced quantity is 1500, but good 1200", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Energy_is_told_by_carrier_and_use_with_its_idle_share()
    {
        var shares = EnergyShare.Of(TestElements.Shift());
        Assert.Equal([Carrier.Electricity, Carrier.NaturalGas], shares.Select(share => share.Carrier));
        Assert.Equal((120.0, 90.0, 30.0, 0.25),
            (shares[0].TotalKwh, shares[0].Kwh(EnergyUse.Producing), shares[0].Kwh(EnergyUse.Idle), shares[0].IdleShare));
        Assert.Equal(0, shares[1].IdleShare);
    }
}
