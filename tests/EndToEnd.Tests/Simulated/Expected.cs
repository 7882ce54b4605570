using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Simulation;

namespace OrleansTwin.EndToEnd.Tests.Simulated;

/// <summary>
/// What the truth says of one or more machines, in the words of the elements; the arithmetic is the test's own.
/// </summary>
internal sealed class Expected(IReadOnlyList<TruthTotals> machines)
{
    /// <summary>Counts, which have to be met exactly.</summary>
    public IEnumerable<(Element Element, long Count)> Counts =>
    [
        (Element.ProducedQuantity, machines.Sum(machine => machine.ProducedQuantity)),
        (Element.GoodQuantity, machines.Sum(machine => machine.GoodQuantity)),
        (Element.ScrapQuantity, machines.Sum(machine => machine.ScrapQuantity)),
        (Element.ReworkQuantity, machines.Sum(machine => machine.ReworkQuantity)),
        (Element.StartUpScrapQuantity, machines.Sum(machine => machine.StartUpScrapQuantity)),
        (Element.Cycles, machines.Sum(machine => machine.Cycles)),
        (Element.FailureEvents, machines.Sum(machine => machine.FailureEvents)),
        (Element.MinorStopEvents, machines.Sum(machine => machine.MinorStopEvents)),
        (Element.IdealTimeOfProduced, machines.Sum(machine => machine.IdealTimeOfProducedTicks)),
        (Element.IdealTimeOfGood, machines.Sum(machine => machine.IdealTimeOfGoodTicks)),
    ];

    /// <summary>Times in ticks that the machine alone decides.</summary>
    public IEnumerable<(Element Element, long Ticks)> Times =>
    [
        (Element.ActualProductionTime, Time(TimeClass.Producing)),
        (Element.ActualSetupTime, Time(TimeClass.Setup)),
        (Element.MinorStopTime, Time(TimeClass.MinorStop)),
        (Element.BreakdownTime, Time(TimeClass.Breakdown)),
        (Element.PlannedDownTime, Time(TimeClass.PlannedStop)),
        (Element.PlannedBusyTime, BusyTicks),
    ];

    /// <summary>Times in ticks whose cause the line's flow tells.</summary>
    public IEnumerable<(Element Element, long Ticks)> Causes =>
    [
        (Element.StarvedTime, Time(TimeClass.Starved)), (Element.BlockedTime, Time(TimeClass.Blocked)), (Element.WaitingTime, 0),
    ];

    public long BusyTicks =>
        Time(TimeClass.Producing) + Time(TimeClass.Setup) + Time(TimeClass.MinorStop) + Time(TimeClass.Breakdown)
        + Time(TimeClass.Starved) + Time(TimeClass.Blocked);

    public double Availability => Time(TimeClass.Producing) / (double)BusyTicks;

    public double Effectiveness => machines.Sum(machine => machine.IdealTimeOfProducedTicks) / (double)Time(TimeClass.Producing);

    public double QualityRatio =>
        machines.Sum(machine => machine.GoodQuantity) / (double)machines.Sum(machine => machine.ProducedQuantity);

    public double Oee => Availability * Effectiveness * QualityRatio;

    /// <summary>Seconds that the six big losses took.</summary>
    public IEnumerable<(string Loss, double Seconds)> Losses
    {
        get
        {
            var ideal = machines.Sum(machine => machine.IdealTimeOfProducedTicks);
            var good = machines.Sum(machine => machine.IdealTimeOfGoodTicks);
            return
            [
                ("breakdowns", Seconds(Time(TimeClass.Breakdown))),
                ("setup", Seconds(Time(TimeClass.Setup))),
                ("minorStops", Seconds(Time(TimeClass.MinorStop))),
                ("reducedSpeed", Seconds(Time(TimeClass.Producing) - ideal)),
                ("defects and start-up", Seconds(ideal - good)),
            ];
        }
    }

    public double EnergyKwh(Carrier carrier) => machines.Sum(machine => machine.EnergyKwh(carrier));

    public double EnergyKwh(Carrier carrier, EnergyUse use) => machines.Sum(machine => machine.EnergyKwh(carrier, use));

    private static double Seconds(long ticks) => ticks / (double)TimeSpan.TicksPerSecond;

    private long Time(TimeClass timeClass) => machines.Sum(machine => machine.Time(timeClass));
}
