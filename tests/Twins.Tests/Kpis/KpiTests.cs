using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Kpis;

namespace OrleansTwin.Twins.Tests.Kpis;

public class KpiTests
{
    [Theory]
    [InlineData("availability", 300.0 / 400)]
    [InlineData("effectiveness", 250.0 / 300)]
    [InlineData("qualityRatio", 0.8)]
    [InlineData("oee", 0.75 * (250.0 / 300) * 0.8)]
    [InlineData("nee", 0.8 * (250.0 / 300) * 0.8)]
    [InlineData("teep", 0.75 * (250.0 / 300) * 0.8 * 400 / 500)]
    [InlineData("allocationRatio", 360.0 / 450)]
    [InlineData("utilizationEfficiency", 300.0 / 360)]
    [InlineData("technicalEfficiency", 300.0 / 340)]
    [InlineData("throughputRate", 200)]
    [InlineData("setupRatio", 20.0 / 320)]
    [InlineData("productionProcessRatio", 300.0 / 450)]
    [InlineData("scrapRatio", 0.12)]
    [InlineData("reworkRatio", 0.08)]
    [InlineData("fallOffRatio", 0.12)]
    [InlineData("actualToPlannedScrapRatio", 2)]
    [InlineData("firstPassYield", 0.9)]
    [InlineData("mtbf", 6600)]
    [InlineData("mttf", 6000)]
    [InlineData("mttr", 900)]
    [InlineData("correctiveMaintenanceRatio", 0.25)]
    [InlineData("energyIntensity", 0.1)]
    [InlineData("electricityIntensity", 0.08)]
    public void A_shift_told_by_hand_gives_the_standards_values(string kpi, double expected) =>
        Assert.Equal(expected, Assert.NotNull(KpiTable.Value(kpi, TestElements.Shift())), 1e-12);

    [Fact]
    public void Every_kpi_of_an_empty_window_is_undefined_and_none_is_a_number_that_is_not() =>
        Assert.All(KpiTable.Evaluate(default(ElementVector)), kpi => Assert.Null(kpi.Value));

    [Fact]
    public void A_machine_down_all_shift_has_an_oee_of_zero()
    {
        var shift = TestElements.Minutes((Element.PlannedBusyTime, 480), (Element.BreakdownTime, 480));
        Assert.Equal(0, KpiTable.Value("oee", shift));
        Assert.Equal(0, KpiTable.Value("availability", shift));
        Assert.Null(KpiTable.Value("effectiveness", shift));
    }

    [Fact]
    public void Without_an_ideal_cycle_time_performance_is_not_known_rather_than_zero()
    {
        var shift = TestElements.Shift();
        shift[Element.IdealTimeOfProduced] = 0;
        shift[Element.IdealTimeOfGood] = 0;
        shift[Element.IdealTimeOfStartUpScrap] = 0;
        Assert.Null(KpiTable.Value("effectiveness", shift));
        Assert.Null(KpiTable.Value("oee", shift));
        Assert.Equal("productionTime", OeeWaterfall.Of(shift)[^1].Id);
        Assert.Null(SixBigLosses.Of(shift).Single(loss => loss.Id == "reducedSpeed").Ticks);
    }

    [Fact]
    public void Beating_the_ideal_cycle_time_is_told_and_not_clipped()
    {
        var shift = TestElements.Shift();
        shift[Element.IdealTimeOfProduced] = 330 * TimeSpan.TicksPerMinute;
        Assert.Equal(1.1, Assert.NotNull(KpiTable.Value("effectiveness", shift)), 1e-12);
        Assert.Equal(-30 * TimeSpan.TicksPerMinute, SixBigLosses.Of(shift).Single(loss => loss.Id == "reducedSpeed").Ticks);
    }

    [Fact]
    public void A_line_falls_off_against_its_first_operation()
    {
        var line = TestElements.Shift();
        Assert.Equal(0.3, KpiTable.Evaluate(line, 600).Single(kpi => kpi.Definition.Id == "fallOffRatio").Value);
    }

    [Fact]
    public void Each_kpi_moves_only_with_the_elements_it_names()
    {
        var shift = TestElements.Shift();
        foreach (var kpi in KpiTable.All)
        {
            var before = kpi.Compute(new KpiInput(shift, shift[Element.ProducedQuantity]));
            foreach (var element in Enum.GetValues<Element>().Except(kpi.Elements))
            {
                var changed = shift;
                changed[element] += 12_345;
                var first = kpi.Elements.Contains(Element.ProducedQuantity) ? shift[Element.ProducedQuantity] : 0;
                var after = kpi.Compute(new KpiInput(changed, first));
                Assert.True(before == after, $"{kpi.Id} moves with {element}, which it does not name");
            }
        }
    }

    [Fact]
    public void Ids_are_unique_and_found_in_any_case()
    {
        Assert.Equal(KpiTable.All.Count, KpiTable.All.Select(kpi => kpi.Id).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Equal("oee", KpiTable.Find("OEE")?.Id);
        Assert.Contains("availability", Assert.Throws<KeyNotFoundException>(
            () => KpiTable.Value("luck", default)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_kpi_of_a_sum_is_formed_from_the_sum_and_is_no_mean_of_ratios()
    {
        var small = TestElements.Minutes((Element.PlannedBusyTime, 10), (Element.ActualProductionTime, 10));
        var large = TestElements.Minutes((Element.PlannedBusyTime, 90), (Element.BreakdownTime, 90));
        Assert.Equal(0.1, KpiTable.Value("availability", small + large));
    }

    [Theory]
    [InlineData(Element.ActualSetupTime, "s", 1200)]
    [InlineData(Element.ScrapQuantity, "pcs", 180)]
    [InlineData(Element.PlannedScrapMilli, "pcs", 90)]
    [InlineData(Element.FailureEvents, "1", 3)]
    public void An_element_is_shown_in_its_unit(Element element, string unit, double value)
    {
        var info = ElementInfo.Of(element);
        Assert.Equal((unit, value), (info.Unit, info.Value(TestElements.Shift())));
    }
}
