using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Twins.Tests.Machines;

public sealed class MachineTwinTests
{
    [Fact]
    public void Time_in_execute_is_production_time()
    {
        var sum = new MachineBench(Machines.Press()).Text("state", 0, "Execute").Text("state", 90, "Suspended").Until(150).Sum();

        Assert.Equal(90, sum.Seconds(Element.ActualProductionTime));
        Assert.Equal(60, sum.Seconds(Element.WaitingTime));
        Assert.Equal(150, sum.Seconds(Element.PlannedBusyTime));
        Assert.Equal(150, sum.Seconds(Element.CalendarTime));
    }

    [Fact]
    public void An_interruption_up_to_the_threshold_is_a_minor_stop()
    {
        var sum = new MachineBench(Machines.Press())
            .Text("state", 0, "Execute").Text("state", 30, "Held").Text("state", 330, "Execute").Until(400).Sum();

        Assert.Equal(300, sum.Seconds(Element.MinorStopTime));
        Assert.Equal(0, sum.Seconds(Element.BreakdownTime));
        Assert.Equal(1, sum[Element.MinorStopEvents]);
        Assert.Equal(0, sum[Element.FailureEvents]);
    }

    [Fact]
    public void An_interruption_that_outlasts_the_threshold_is_a_breakdown_from_its_beginning_in_every_bucket()
    {
        var bench = new MachineBench(Machines.Press())
            .Text("state", 0, "Execute").Text("state", 30, "Held").Text("state", 331, "Execute").Until(400);
        var sum = bench.Sum();

        Assert.Equal(301, sum.Seconds(Element.BreakdownTime));
        Assert.Equal(0, sum.Seconds(Element.MinorStopTime));
        Assert.Equal(30, bench.Bucket(0).Seconds(Element.BreakdownTime));
        Assert.Equal(60, bench.Bucket(3).Seconds(Element.BreakdownTime));
        Assert.Equal(1, sum[Element.FailureEvents]);
        Assert.Equal(1, sum[Element.RepairEvents]);
        Assert.Equal(301, sum.Seconds(Element.TimeToRepair));
        Assert.Equal(0, sum[Element.MinorStopEvents]);
    }

    [Fact]
    public void A_state_that_the_source_calls_a_breakdown_is_one_at_once()
    {
        var sum = new MachineBench(Machines.Press())
            .Text("state", 0, "Execute").Text("state", 10, "FAULT").Text("state", 20, "Execute").Until(60).Sum();

        Assert.Equal(10, sum.Seconds(Element.BreakdownTime));
        Assert.Equal(1, sum[Element.FailureEvents]);
        Assert.Equal(10, sum.Seconds(Element.TimeToRepair));
    }

    [Fact]
    public void Counters_give_produced_good_and_scrap_with_their_ideal_time()
    {
        var sum = new MachineBench(Machines.Press())
            .Text("product", 0, "a").Text("state", 0, "Execute").Number("total", 0, 100).Number("scrap", 0, 998)
            .Number("total", 15, 101).Number("total", 30, 104).Number("scrap", 30, 1).Until(60).Sum();

        Assert.Equal(4, sum[Element.ProducedQuantity]);
        Assert.Equal(3, sum[Element.ScrapQuantity]);
        Assert.Equal(1, sum[Element.GoodQuantity]);
        Assert.Equal(40, sum.Seconds(Element.IdealTimeOfProduced));
        Assert.Equal(10, sum.Seconds(Element.IdealTimeOfGood));
        Assert.Equal(0, sum[Element.CounterResets]);
    }

    [Fact]
    public void A_counter_that_falls_without_a_wrap_was_reset_and_counts_from_zero()
    {
        var sum = new MachineBench(Machines.Press())
            .Number("total", 0, 5000).Number("total", 10, 5002).Number("total", 20, 3).Until(60).Sum();

        Assert.Equal(5, sum[Element.ProducedQuantity]);
        Assert.Equal(1, sum[Element.CounterResets]);
    }

    [Fact]
    public void A_cycle_slower_than_the_limit_is_slow_by_what_it_took_longer()
    {
        var sum = new MachineBench(Machines.Press())
            .Text("product", 0, "a").Text("state", 0, "Execute").Number("total", 0, 0)
            .Number("total", 11, 1).Number("total", 31, 2).Until(60).Sum();

        Assert.Equal(2, sum[Element.Cycles]);
        Assert.Equal(1, sum[Element.SlowCycles]);
        Assert.Equal(10, sum.Seconds(Element.SlowCycleTime));
    }

    [Fact]
    public void Power_is_integrated_by_trapezoids_and_divided_by_use_and_bucket()
    {
        var bench = new MachineBench(Machines.Press())
            .Text("state", 0, "Execute").Number("power", 0, 36).Number("power", 50, 36)
            .Text("state", 55, "Suspended").Number("power", 70, 0).Until(120);

        // 50 s at 36 kW, then a ramp from 36 kW to 0 over 20 s: 5 s producing, 15 s idle, of which 5 s before the minute.
        Assert.Equal(0.5 + (((36 + 27) / 2.0) * 5 / 3600), bench.Sum().EnergyKwh(Carrier.Electricity, EnergyUse.Producing), 12);
        Assert.Equal(27 / 2.0 * 15 / 3600, bench.Sum().EnergyKwh(Carrier.Electricity, EnergyUse.Idle), 12);
        Assert.Equal(18 / 2.0 * 10 / 3600, bench.Bucket(1).EnergyKwh(Carrier.Electricity), 12);
    }

    [Fact]
    public void A_gap_in_power_is_unmetered_and_has_no_energy()
    {
        var sum = new MachineBench(Machines.Press())
            .Text(
                "state", 0, "Execute").Number("power", 0, 36).Number("power", 100, 36).Number("power", 110, 36).Until(111).Sum();

        Assert.Equal(0.1, sum.EnergyKwh(Carrier.Electricity), 12);
        Assert.Equal(40, sum.Seconds(Element.UnmeteredTime));
    }

    [Fact]
    public void Uncertain_and_bad_values_stay_out_of_the_elements()
    {
        var sum = new MachineBench(Machines.Press())
            .Number("total", 0, 10).Number(
                "total", 10, 99, Quality.Bad).Number("total", 20, 98, Quality.Uncertain).Number("total", 30, 12)
            .Until(60).Sum();

        Assert.Equal(2, sum[Element.ProducedQuantity]);
        Assert.Equal(1, sum[Element.UncertainSamples]);
    }

    [Fact]
    public void Elements_of_a_product_are_those_made_while_it_ran()
    {
        var bench = new MachineBench(Machines.Press())
            .Text("state", 0, "Execute").Number("total", 0, 0).Text("product", 0, "a").Number("total", 20, 2)
            .Text("product", 30, "b").Number("total", 50, 3).Until(60);

        Assert.Equal(2, bench.Sum("a")[Element.ProducedQuantity]);
        Assert.Equal(1, bench.Sum("b")[Element.ProducedQuantity]);
        Assert.Equal(20, bench.Sum("b").Seconds(Element.IdealTimeOfProduced));
        Assert.Equal(30, bench.Sum("a").Seconds(Element.PlannedBusyTime));
    }

    [Fact]
    public void Scrap_before_the_first_good_piece_after_a_setup_is_start_up_scrap()
    {
        var sum = new MachineBench(Machines.Press())
            .Number("total", 0, 0).Number("scrap", 0, 0).Text("state", 0, "SETUP").Text("state", 20, "Execute")
            .Number("total", 30, 1).Number("scrap", 30, 1).Number("total", 40, 2).Number("total", 50, 3).Number("scrap", 50, 2)
            .Until(60).Sum();

        Assert.Equal(1, sum[Element.StartUpScrapQuantity]);
        Assert.Equal(2, sum[Element.ScrapQuantity]);
        Assert.Equal(20, sum.Seconds(Element.ActualSetupTime));
    }

    [Fact]
    public void A_break_is_outside_planned_operation_unless_the_machine_produces()
    {
        var sum = new MachineBench(Machines.Press(Machines.Breaks))
            .Text("state", 0, "Execute").Text("state", 8 * 60, "Stopped").Text("state", 10 * 60, "Execute").Until(20 * 60).Sum();

        Assert.Equal(18 * 60, sum.Seconds(Element.ActualProductionTime));
        Assert.Equal(18 * 60, sum.Seconds(Element.PlannedBusyTime));
        Assert.Equal(18 * 60, sum.Seconds(Element.PlannedOperationTime));
        Assert.Equal(20 * 60, sum.Seconds(Element.CalendarTime));
    }

    [Fact]
    public void A_planned_stop_is_planned_down_time_and_no_loss()
    {
        var sum = new MachineBench(Machines.Press(Machines.Breaks))
            .Text("state", 0, "Execute").Text(
                "state", (15 * 60) - 10, "Held").Text("state", 16 * 60, "Execute").Until(20 * 60).Sum();

        Assert.Equal(60, sum.Seconds(Element.PlannedDownTime));
        Assert.Equal(10, sum.Seconds(Element.MinorStopTime));
        Assert.Equal(1, sum[Element.MinorStopEvents]);
    }

    [Fact]
    public void A_breakdown_over_a_break_is_one_failure()
    {
        var sum = new MachineBench(Machines.Press(Machines.Breaks))
            .Text("state", 0, "Execute").Text("state", 60, "Aborted").Text("state", 13 * 60, "Execute").Until(20 * 60).Sum();

        Assert.Equal(1, sum[Element.FailureEvents]);
        Assert.Equal(8 * 60, sum.Seconds(Element.BreakdownTime));
        Assert.Equal(8 * 60, sum.Seconds(Element.TimeToRepair));
    }
}
