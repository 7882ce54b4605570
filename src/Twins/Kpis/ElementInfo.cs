using OrleansTwin.Twins.Elements;
using static OrleansTwin.Twins.Elements.Element;

namespace OrleansTwin.Twins.Kpis;

/// <summary>
/// How an element is shown: its symbol in ISO 22400-2 (empty where it has none), and its unit with how many steps make one.
/// </summary>
public readonly record struct ElementInfo(Element Element, string Symbol, string Unit, long StepsPerUnit)
{
    /// <summary>An element's value in its unit: seconds (<c>s</c>), pieces (<c>pcs</c>), or a plain number (<c>1</c>).</summary>
    public double Value(in ElementVector elements) => elements[Element] / (double)StepsPerUnit;

    public static ElementInfo Of(Element element) =>
        new(element, SymbolOf(element), UnitOf(element), StepsPerUnitOf(element));

    private static string SymbolOf(Element element) =>
        element switch
        {
            PlannedOperationTime => "POT",
            PlannedDownTime => "PDOT",
            PlannedBusyTime => "PBT",
            ActualProductionTime => "APT",
            ActualSetupTime => "AUST",
            BreakdownTime => "ADOT",
            IdealTimeOfProduced => "PRI·PQ",
            IdealTimeOfGood => "PRI·GQ",
            OrderExecutionTime => "AOET",
            TimeToRepair => "TTR",
            TimeToFailure => "TTF",
            FailureEvents => "FE",
            ProducedQuantity => "PQ",
            GoodQuantity => "GQ",
            ScrapQuantity => "SQ",
            ReworkQuantity => "RQ",
            _ => "",
        };

    private static string UnitOf(Element element) => element < ProducedQuantity ? "s" : element < FailureEvents ? "pcs" : "1";

    private static long StepsPerUnitOf(Element element) =>
        element < ProducedQuantity ? TimeSpan.TicksPerSecond : element == PlannedScrapMilli ? 1000 : 1;
}
