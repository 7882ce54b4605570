using System.Diagnostics;
using OrleansTwin.Edge.Tests.Support;
using OrleansTwin.PlantFiles;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Machines;

namespace OrleansTwin.EndToEnd.Tests.Simulated;

public class SimulatedDayTests(Xunit.Abstractions.ITestOutputHelper output)
{
    [Theory]
    [InlineData("small")]
    [InlineData("demo")]
    public async Task Experiment(string which)
    {
        var plant = which == "small" ? SmallPlant.Create()
            : PlantFile.Load(Path.Combine(AppContext.BaseDirectory, "Plants", "demo.yaml")).Plant!;
        var t = Stopwatch.GetTimestamp();
        await using var day = await PlantDay.PlayAsync(plant, SmallPlant.Start, 7);
        output.WriteLine($"{Stopwatch.GetElapsedTime(t)}");
        Console.WriteLine($"{which} {Stopwatch.GetElapsedTime(t)}");
        foreach (var machine in plant.Machines)
        {
            var truth = day.Truth.Of(machine.Id).Totals(day.StartTicks, day.EndTicks);
            var sum = await day.SumAsync(machine.Id);
            void T(string n, long a, long b) { Console.WriteLine($"{machine.Id} {n,-10} {a,14} {b,14} {(a==b ? "" : "DIFF " + (a-b)/1e7 + " s")}"); }
            T("prod", truth.Time(TimeClass.Producing), sum[Element.ActualProductionTime]);
            T("setup", truth.Time(TimeClass.Setup), sum[Element.ActualSetupTime]);
            T("minor", truth.Time(TimeClass.MinorStop), sum[Element.MinorStopTime]);
            T("break", truth.Time(TimeClass.Breakdown), sum[Element.BreakdownTime]);
            T("starv", truth.Time(TimeClass.Starved), sum[Element.StarvedTime]);
            T("block", truth.Time(TimeClass.Blocked), sum[Element.BlockedTime]);
            T("wait", 0, sum[Element.WaitingTime]);
            T("unmeas", 0, sum[Element.UnmeasuredTime]);
            T("planned", truth.Time(TimeClass.PlannedStop), sum[Element.PlannedDownTime]);
            T("PQ", truth.ProducedQuantity, sum[Element.ProducedQuantity]);
            T("GQ", truth.GoodQuantity, sum[Element.GoodQuantity]);
            T("SQ", truth.ScrapQuantity, sum[Element.ScrapQuantity]);
            T("startup", truth.StartUpScrapQuantity, sum[Element.StartUpScrapQuantity]);
            T("FE", truth.FailureEvents, sum[Element.FailureEvents]);
            T("MSE", truth.MinorStopEvents, sum[Element.MinorStopEvents]);
            Console.WriteLine($"{machine.Id} kWh {truth.EnergyKwh(Carrier.Electricity)} {sum.EnergyKwh(Carrier.Electricity)}");
        }
    }
}
