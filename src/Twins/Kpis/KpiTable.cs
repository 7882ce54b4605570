using OrleansTwin.Twins.Elements;
using static OrleansTwin.Twins.Elements.Element;
using static OrleansTwin.Twins.Kpis.KpiMath;

namespace OrleansTwin.Twins.Kpis;

/// <summary>
/// Every KPI there is: the one place to add another. Names and formulas after ISO 22400-2; TEEP, capability and energy intensity
/// are common practice. Effectiveness may exceed 1 where the ideal cycle time is beaten: it is told, not clipped.
/// </summary>
public static class KpiTable
{
    private static readonly Element[] Busy =
        [ActualProductionTime, ActualSetupTime, MinorStopTime, StarvedTime, BlockedTime, WaitingTime];

    private static readonly Element[] Oee =
        [PlannedBusyTime, ActualProductionTime, IdealTimeOfProduced, ProducedQuantity, GoodQuantity];

    public static IReadOnlyList<KpiDefinition> All { get; } =
    [
        new("availability", "Availability", "1", "APT / PBT", [ActualProductionTime, PlannedBusyTime],
            static (in k) => Ratio(k.Apt, k.Pbt)),
        new("effectiveness", "Effectiveness", "1", "PRI·PQ / APT", [IdealTimeOfProduced, ActualProductionTime],
            static (in k) => Ratio(k.IdealTime, k.Apt)),
        new("qualityRatio", "Quality ratio", "1", "GQ / PQ", [GoodQuantity, ProducedQuantity],
            static (in k) => Ratio(k.Gq, k.Pq)),
        new("oee", "Overall equipment effectiveness index", "1", "(APT / PBT) · (PRI·PQ / APT) · (GQ / PQ)", Oee,
            static (in k) => Index(k, k.Apt)),
        new("nee", "Net equipment effectiveness index", "1", "((APT + AUST) / PBT) · (PRI·PQ / APT) · (GQ / PQ)",
            [.. Oee, ActualSetupTime],
            static (in k) => Index(k, k.Aupt)),
        new("teep", "Total effective equipment performance", "1", "OEE · PBT / calendar time", [.. Oee, CalendarTime],
            static (in k) => Ratio(Index(k, k.Apt) * k.Pbt, k.Calendar)),
        new("allocationRatio", "Allocation ratio", "1", "AUBT / AOET", [.. Busy, OrderExecutionTime],
            static (in k) => Ratio(k.Aubt, k.Aoet)),
        new("utilizationEfficiency", "Utilization efficiency", "1", "APT / AUBT", Busy,
            static (in k) => Ratio(k.Apt, k.Aubt)),
        new("technicalEfficiency", "Technical efficiency", "1", "APT / (APT + ADET)",
            [ActualProductionTime, MinorStopTime, StarvedTime, BlockedTime, WaitingTime],
            static (in k) => Ratio(k.Apt, k.Apt + k.Adet)),
        new("throughputRate", "Throughput rate", "1/h", "PQ / AOET", [ProducedQuantity, OrderExecutionTime],
            static (in k) => PerHour(Ratio(k.Pq, k.Aoet))),
        new("setupRatio", "Setup ratio", "1", "AUST / AUPT", [ActualSetupTime, ActualProductionTime],
            static (in k) => Ratio(k.Aust, k.Aupt)),
        new("productionProcessRatio", "Production process ratio", "1", "APT / AOET", [ActualProductionTime, OrderExecutionTime],
            static (in k) => Ratio(k.Apt, k.Aoet)),
        new("scrapRatio", "Scrap ratio", "1", "SQ / PQ", [ScrapQuantity, ProducedQuantity],
            static (in k) => Ratio(k.Sq, k.Pq)),
        new("reworkRatio", "Rework ratio", "1", "RQ / PQ", [ReworkQuantity, ProducedQuantity],
            static (in k) => Ratio(k.Rq, k.Pq)),
        new("fallOffRatio", "Fall-off ratio", "1", "SQ / PQ of the first operation", [ScrapQuantity, ProducedQuantity],
            static (in k) => Ratio(k.Sq, k.FirstOperationQuantity)),
        new("actualToPlannedScrapRatio", "Actual to planned scrap ratio", "1", "SQ / planned scrap",
            [ScrapQuantity, PlannedScrapMilli],
            static (in k) => Ratio(1000.0 * k.Sq, k[PlannedScrapMilli])),
        new("firstPassYield", "First pass yield", "1", "good parts at first pass / inspected parts",
            [FirstPassGoodQuantity, InspectedQuantity],
            static (in k) => Ratio(k[FirstPassGoodQuantity], k[InspectedQuantity])),
        new("mtbf", "Mean time between failures", "s", "(Σ TTF + Σ TTR) / FE", [TimeToFailure, TimeToRepair, FailureEvents],
            static (in k) => Seconds(Ratio(k[TimeToFailure] + k[TimeToRepair], k[FailureEvents]))),
        new("mttf", "Mean time to failure", "s", "Σ TTF / FE", [TimeToFailure, FailureEvents],
            static (in k) => Seconds(Ratio(k[TimeToFailure], k[FailureEvents]))),
        new("mttr", "Mean time to repair", "s", "Σ TTR / repaired failures", [TimeToRepair, RepairEvents],
            static (in k) => Seconds(Ratio(k[TimeToRepair], k[RepairEvents]))),
        new("correctiveMaintenanceRatio", "Corrective maintenance ratio", "1", "corrective time / (corrective + preventive time)",
            [CorrectiveMaintenanceTime, PreventiveMaintenanceTime],
            static (in k) => Ratio(
                k[CorrectiveMaintenanceTime], k[CorrectiveMaintenanceTime] + k[PreventiveMaintenanceTime])),
        new("energyIntensity", "Energy intensity", "kWh", "energy of all carriers / PQ", [ProducedQuantity],
            static (in k) => Ratio(k.EnergyKwh(), k.Pq)),
        new("electricityIntensity", "Electricity intensity", "kWh", "electricity / PQ", [ProducedQuantity],
            static (in k) => Ratio(k.EnergyKwh(Carrier.Electricity), k.Pq)),
    ];

    private static Dictionary<string, KpiDefinition> ById { get; } =
        All.ToDictionary(kpi => kpi.Id, StringComparer.OrdinalIgnoreCase);

    /// <summary>The KPI with this id (case does not matter), or null.</summary>
    public static KpiDefinition? Find(string id) => ById.GetValueOrDefault(id);

    /// <summary>Every KPI of one window of a work unit: its own quantity is the first operation's.</summary>
    public static KpiValue[] Evaluate(in ElementVector elements) => Evaluate(elements, elements[ProducedQuantity]);

    /// <summary>Every KPI of one window, with the produced quantity of the line's first operation.</summary>
    public static KpiValue[] Evaluate(in ElementVector elements, long firstOperationQuantity)
    {
        var input = new KpiInput(elements, firstOperationQuantity);
        var values = new KpiValue[All.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = new KpiValue(All[i], All[i].Compute(input));
        return values;
    }

    /// <summary>One KPI of one window of a work unit.</summary>
    /// <exception cref="KeyNotFoundException">No KPI has this id.</exception>
    public static double? Value(string id, in ElementVector elements) =>
        (Find(id) ?? throw new KeyNotFoundException($"No KPI is called '{id}'; known are {string.Join(", ", ById.Keys)}."))
            .Compute(new KpiInput(elements, elements[ProducedQuantity]));
}
