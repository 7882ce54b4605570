using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Twins.Tests.Machines;

/// <summary>Machines without a state tag, and signals other than counters and power.</summary>
public sealed class DerivedMachineTests
{
    [Fact]
    public void Power_tells_execute_idle_and_stopped()
    {
        var sum = new MachineBench(Machines.Press() with { States = new DerivedStates("power", 5, 1, null, 0) })
            .Number("power", 0, 8).Number("power", 20, 2).Number("power", 30, 0.2).Number("power", 50, 6).Until(60).Sum();

        Assert.Equal(30, sum.Seconds(Element.ActualProductionTime));
        Assert.Equal(30, sum.Seconds(Element.MinorStopTime));
        Assert.Equal(1, sum[Element.MinorStopEvents]);
    }

    [Fact]
    public void A_pulse_is_execute_until_the_cycle_timeout_passes_without_another()
    {
        var sum = new MachineBench(
            Pulsed()).Number("total", 0, 1).Number("total", 20, 1).Number("total", 100, 1).Until(120).Sum();

        Assert.Equal(30 + 20 + 20, sum.Seconds(Element.ActualProductionTime));
        Assert.Equal(50, sum.Seconds(Element.MinorStopTime));
        Assert.Equal(3, sum[Element.ProducedQuantity]);
    }

    [Fact]
    public void A_state_that_is_not_repeated_in_time_is_unmeasured_from_then_on()
    {
        var sum = new MachineBench(Machines.Press() with { StateTimeoutTicks = 30 * TimeSpan.TicksPerSecond })
            .Text("state", 0, "Execute").Text("state", 20, "Execute").Number("power", 100, 1).Until(110).Sum();

        Assert.Equal(50, sum.Seconds(Element.ActualProductionTime));
        Assert.Equal(60, sum.Seconds(Element.UnmeasuredTime));
    }

    [Fact]
    public void A_word_that_nobody_mapped_is_unmeasured_time()
    {
        var sum = new MachineBench(Machines.Press()).Text("state", 0, "Tea").Text("state", 30, "6").Until(60).Sum();

        Assert.Equal(30, sum.Seconds(Element.UnmeasuredTime));
        Assert.Equal(30, sum.Seconds(Element.ActualProductionTime));
    }

    [Fact]
    public void A_running_kWh_count_is_spread_over_the_time_between_its_readings()
    {
        var bench = new MachineBench(Machines.Press() with
        {
            Meters = [new EnergyMeter("power", Carrier.NaturalGas, MeterKind.CumulativeKwh, WrapAtKwh: 1000)],
        });
        bench.Text("state", 0, "Execute").Number("power", 30, 996).Text("state", 60, "STARVED").Number("power", 90, 2).Until(120);

        Assert.Equal(6, bench.Sum().EnergyKwh(Carrier.NaturalGas), 12);
        Assert.Equal(3, bench.Sum().EnergyKwh(Carrier.NaturalGas, EnergyUse.Producing), 12);
        Assert.Equal(3, bench.Bucket(1).EnergyKwh(Carrier.NaturalGas, EnergyUse.Idle), 12);
    }

    [Fact]
    public void Each_result_is_a_piece_of_what_it_says()
    {
        var sum = new MachineBench(Machines.Press() with
        {
            Quantities =
            [
                new QuantitySignal("order", QuantityRole.Total, QuantityMode.Result)
                {
                    Results = new Dictionary<string, QuantityRole> { ["ok"] = QuantityRole.Good, ["nok"] = QuantityRole.Scrap },
                },
            ],
            Context = new OrderContext("product"),
        })
            .Text("order", 10, "ok").Text("order", 20, "nok").Text("order", 30, "ok").Text("order", 40, "?").Until(60).Sum();

        Assert.Equal((3, 2, 1), (sum[Element.ProducedQuantity], sum[Element.GoodQuantity], sum[Element.ScrapQuantity]));
    }

    [Fact]
    public void A_machine_without_a_state_source_produces_while_it_is_planned()
    {
        var bench = new MachineBench(Machines.Press(Machines.Breaks) with { States = new AlwaysProducing() });
        var sum = bench.Number("power", 0, 1).Until(20 * 60).Sum();

        Assert.Equal((20 - 4 - 1) * 60, sum.Seconds(Element.ActualProductionTime));
        Assert.Equal(60, sum.Seconds(Element.PlannedDownTime));
    }

    [Fact]
    public void Total_and_good_leave_the_difference_as_scrap()
    {
        var sum = new MachineBench(Machines.Press() with
        {
            Quantities =
            [
                new QuantitySignal("total", QuantityRole.Total, QuantityMode.Counter),
                new QuantitySignal("scrap", QuantityRole.Good, QuantityMode.Counter),
            ],
        })
            .Number("total", 0, 0).Number("scrap", 0, 0).Number("total", 10, 5).Number("scrap", 12, 3).Until(60).Sum();

        Assert.Equal((5, 3, 2), (sum[Element.ProducedQuantity], sum[Element.GoodQuantity], sum[Element.ScrapQuantity]));
    }

    private static MachineAsset Pulsed() => Machines.Press() with
    {
        States = new DerivedStates(null, 0, 0, "total", 30 * TimeSpan.TicksPerSecond),
        Quantities = [new QuantitySignal("total", QuantityRole.Good, QuantityMode.Pulse, IsCycle: true)],
    };
}
