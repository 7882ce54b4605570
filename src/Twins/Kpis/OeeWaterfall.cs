using OrleansTwin.Twins.Elements;

namespace OrleansTwin.Twins.Kpis;

public enum WaterfallKind : byte
{
    /// <summary>A bar from zero.</summary>
    Total = 0,

    /// <summary>What comes off between two totals; negative where it was a gain.</summary>
    Loss = 1,
}

/// <summary>One bar of the waterfall, in ticks.</summary>
public readonly record struct WaterfallBar(string Id, string Name, WaterfallKind Kind, long Ticks);

/// <summary>
/// From planned busy time down to fully productive time. Every total is exactly the one before less the losses between them: the
/// bars are integers, and the busy time's parts are its definition. Fully productive time over planned busy time is the OEE in
/// time terms; it differs from the index A·E·Q only where products of different ideal cycle times have different quality in one
/// window. Without an ideal cycle time the waterfall ends at production time.
/// </summary>
public static class OeeWaterfall
{
    public static IReadOnlyList<WaterfallBar> Of(in ElementVector elements)
    {
        var input = new KpiInput(elements, 0);
        List<WaterfallBar> bars =
        [
            Total("plannedBusyTime", "Planned busy time", input.Pbt),
            Loss("breakdowns", "Breakdowns", input.Adot),
            Loss("setup", "Setup and adjustment", input.Aust),
            Loss("minorStops", "Idling and minor stops", input[Element.MinorStopTime]),
            Loss("starved", "Starved", input[Element.StarvedTime]),
            Loss("blocked", "Blocked", input[Element.BlockedTime]),
            Loss("waiting", "Waiting, cause not known", input[Element.WaitingTime]),
            Loss("unmeasured", "Unmeasured", input[Element.UnmeasuredTime]),
            Total("productionTime", "Actual production time", input.Apt),
        ];
        if (input.IdealTime is { } ideal)
            AddPerformanceAndQuality(bars, input, ideal);
        return bars;
    }

    private static void AddPerformanceAndQuality(List<WaterfallBar> bars, in KpiInput input, long ideal)
    {
        var good = input[Element.IdealTimeOfGood];
        var startUp = input[Element.IdealTimeOfStartUpScrap];
        bars.Add(Loss("reducedSpeed", "Reduced speed", input.Apt - ideal));
        bars.Add(Total("netProductionTime", "Ideal time of produced pieces", ideal));
        bars.Add(Loss("processDefects", "Process defects", ideal - good - startUp));
        bars.Add(Loss("startUp", "Start-up (reduced yield)", startUp));
        bars.Add(Total("fullyProductiveTime", "Fully productive time", good));
    }

    private static WaterfallBar Total(string id, string name, long ticks) => new(id, name, WaterfallKind.Total, ticks);

    private static WaterfallBar Loss(string id, string name, long ticks) => new(id, name, WaterfallKind.Loss, ticks);
}
