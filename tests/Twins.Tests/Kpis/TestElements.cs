using OrleansTwin.Twins.Elements;

namespace OrleansTwin.Twins.Tests.Kpis;

/// <summary>Element vectors for tests: one shift told by hand, and random ones that keep the invariants.</summary>
internal static class TestElements
{
    public static readonly Element[] BusyParts =
    [
        Element.ActualProductionTime, Element.ActualSetupTime, Element.MinorStopTime, Element.StarvedTime, Element.BlockedTime,
        Element.WaitingTime, Element.BreakdownTime, Element.UnmeasuredTime,
    ];

    /// <summary>A shift of 480 minutes: 400 min busy, 300 min production at 10 s ideal, 1500 pieces, 1200 good.</summary>
    public static ElementVector Shift()
    {
        var shift = Minutes(
            (Element.CalendarTime, 500), (Element.PlannedOperationTime, 480), (Element.PlannedDownTime, 80),
            (Element.PlannedBusyTime, 400), (Element.ActualProductionTime, 300), (Element.ActualSetupTime, 20),
            (Element.MinorStopTime, 10), (Element.StarvedTime, 15), (Element.BlockedTime, 5), (Element.WaitingTime, 10),
            (Element.BreakdownTime, 30), (Element.UnmeasuredTime, 10), (Element.IdealTimeOfProduced, 250),
            (Element.IdealTimeOfGood, 200), (Element.IdealTimeOfStartUpScrap, 10), (Element.OrderExecutionTime, 450),
            (Element.TimeToRepair, 30), (Element.TimeToFailure, 300), (Element.CorrectiveMaintenanceTime, 20),
            (Element.PreventiveMaintenanceTime, 60));
        shift[Element.ProducedQuantity] = 1500;
        shift[Element.GoodQuantity] = 1200;
        shift[Element.ScrapQuantity] = 180;
        shift[Element.ReworkQuantity] = 120;
        shift[Element.StartUpScrapQuantity] = 60;
        shift[Element.InspectedQuantity] = 1000;
        shift[Element.FirstPassGoodQuantity] = 900;
        shift[Element.PlannedScrapMilli] = 90_000;
        shift[Element.FailureEvents] = 3;
        shift[Element.RepairEvents] = 2;
        shift[Element.MinorStopEvents] = 7;
        shift[Element.SlowCycles] = 11;
        shift.AddEnergy(Carrier.Electricity, EnergyUse.Producing, (Int128)3.6e15 * 90);
        shift.AddEnergy(Carrier.Electricity, EnergyUse.Idle, (Int128)3.6e15 * 30);
        shift.AddEnergy(Carrier.NaturalGas, EnergyUse.Producing, (Int128)3.6e15 * 30);
        return shift;
    }

    public static ElementVector Minutes(params (Element Element, int Minutes)[] times)
    {
        var vector = default(ElementVector);
        foreach (var (element, minutes) in times)
            vector[element] = minutes * TimeSpan.TicksPerMinute;
        return vector;
    }

    public static ElementVector Valid(Random random)
    {
        var vector = default(ElementVector);
        foreach (var part in BusyParts)
            vector[Element.PlannedBusyTime] += vector[part] = random.NextInt64(TimeSpan.TicksPerMinute);
        vector[Element.CalendarTime] = vector[Element.PlannedBusyTime] + random.NextInt64(100);
        foreach (var part in new[] { Element.GoodQuantity, Element.ScrapQuantity, Element.ReworkQuantity })
            vector[Element.ProducedQuantity] += vector[part] = random.Next(5);
        vector[Element.IdealTimeOfGood] = vector[Element.GoodQuantity] * 70_000_000;
        vector[Element.IdealTimeOfProduced] = vector[Element.ProducedQuantity] * 70_000_000;
        vector.AddEnergy(Carrier.Electricity, EnergyUse.Idle, random.NextInt64(long.MaxValue));
        return vector;
    }
}
