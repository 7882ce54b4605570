namespace OrleansTwin.Twins.Elements;

/// <summary>
/// The additive elements behind every KPI (ISO 22400-2 symbols where the standard has one). Times are ticks of 100 ns, quantities
/// are pieces. The number of a member is its place in persisted vectors: append, never renumber. Two sums hold in every settled
/// vector: PBT = APT + AUST + MinorStop + Starved + Blocked + Waiting + Breakdown + Unmeasured, and PQ = GQ + SQ + RQ.
/// </summary>
public enum Element
{
    /// <summary>Calendar time covered by the vector.</summary>
    CalendarTime = 0,

    /// <summary>POT: planned operation time, the shifts without their breaks.</summary>
    PlannedOperationTime = 1,

    /// <summary>Planned down time inside POT (planned stops of the calendar, states mapped as planned).</summary>
    PlannedDownTime = 2,

    /// <summary>PBT = POT − planned down time; production outside the plan counts as planned when it happens.</summary>
    PlannedBusyTime = 3,

    /// <summary>APT: the work unit is producing.</summary>
    ActualProductionTime = 4,

    /// <summary>AUST: actual unit setup time.</summary>
    ActualSetupTime = 5,

    /// <summary>Own interruptions not longer than the micro-stop threshold.</summary>
    MinorStopTime = 6,

    /// <summary>Waiting because nothing arrives from upstream.</summary>
    StarvedTime = 7,

    /// <summary>Waiting because nothing can leave downstream.</summary>
    BlockedTime = 8,

    /// <summary>Waiting whose cause is not known (yet).</summary>
    WaitingTime = 9,

    /// <summary>ADOT: own interruptions longer than the micro-stop threshold.</summary>
    BreakdownTime = 10,

    /// <summary>Planned busy time for which no state is known.</summary>
    UnmeasuredTime = 11,

    /// <summary>PRI·PQ: the time the produced quantity would take at the ideal cycle time.</summary>
    IdealTimeOfProduced = 12,

    /// <summary>PRI·GQ: fully productive time.</summary>
    IdealTimeOfGood = 13,

    /// <summary>
    /// PRI·(start-up rejects): the ideal time of the scrap made between a start-up or setup and the first good part.
    /// </summary>
    IdealTimeOfStartUpScrap = 14,

    /// <summary>AOET: time during which an order was active.</summary>
    OrderExecutionTime = 15,

    /// <summary>TTR summed: from failure to production, of failures that ended.</summary>
    TimeToRepair = 16,

    /// <summary>
    /// TTF summed: all production time is time to some failure. Booked as it passes, so that a late sample changes its own bucket
    /// and not every one up to the next failure.
    /// </summary>
    TimeToFailure = 17,

    /// <summary>Time in corrective maintenance.</summary>
    CorrectiveMaintenanceTime = 18,

    /// <summary>Time in preventive (planned) maintenance.</summary>
    PreventiveMaintenanceTime = 19,

    /// <summary>Time by which cycles exceeded the ideal cycle time, of cycles slower than the slow-cycle limit.</summary>
    SlowCycleTime = 20,

    /// <summary>Time in which an energy meter gave no usable value (summed over the meters).</summary>
    UnmeteredTime = 21,

    /// <summary>PQ: produced quantity.</summary>
    ProducedQuantity = 32,

    /// <summary>GQ: good quantity.</summary>
    GoodQuantity = 33,

    /// <summary>SQ: scrap quantity.</summary>
    ScrapQuantity = 34,

    /// <summary>RQ: rework quantity.</summary>
    ReworkQuantity = 35,

    /// <summary>Scrap made between a start-up or setup and the first good part.</summary>
    StartUpScrapQuantity = 36,

    /// <summary>Parts inspected at first pass.</summary>
    InspectedQuantity = 37,

    /// <summary>Parts good at first pass.</summary>
    FirstPassGoodQuantity = 38,

    /// <summary>Planned scrap in thousandths of a piece.</summary>
    PlannedScrapMilli = 39,

    /// <summary>FE: failure events (breakdowns begun).</summary>
    FailureEvents = 40,

    /// <summary>Failures that ended (the divisor of MTTR).</summary>
    RepairEvents = 41,

    /// <summary>Interruptions not longer than the micro-stop threshold.</summary>
    MinorStopEvents = 42,

    /// <summary>Machine cycles seen.</summary>
    Cycles = 43,

    /// <summary>Cycles slower than the slow-cycle limit.</summary>
    SlowCycles = 44,

    /// <summary>Samples of uncertain quality, kept out of the KPIs.</summary>
    UncertainSamples = 45,

    /// <summary>Counter resets seen (wraps are not resets).</summary>
    CounterResets = 46,
}
