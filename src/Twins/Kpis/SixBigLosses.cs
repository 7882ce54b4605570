using OrleansTwin.Twins.Elements;

namespace OrleansTwin.Twins.Kpis;

/// <summary>
/// The six big losses of total productive maintenance, in ticks of planned busy time. Idling here is the machine's own: time that
/// neighbours cost it (starved, blocked) and unmeasured time stand apart in the <see cref="OeeWaterfall"/>.
/// </summary>
public static class SixBigLosses
{
    public static IReadOnlyList<Loss> Of(in ElementVector elements)
    {
        var input = new KpiInput(elements, 0);
        var ideal = input.IdealTime;
        var good = input[Element.IdealTimeOfGood];
        var startUp = input[Element.IdealTimeOfStartUpScrap];
        return
        [
            new("breakdowns", "Breakdowns", input.Adot, input[Element.FailureEvents]),
            new("setup", "Setup and adjustment", input.Aust, null),
            new("minorStops", "Idling and minor stops", input[Element.MinorStopTime], input[Element.MinorStopEvents]),
            new("reducedSpeed", "Reduced speed", input.Apt - ideal, input[Element.SlowCycles]),
            new("processDefects", "Process defects", ideal - good - startUp, ideal is null ? null : Rejects(input)),
            new("startUp", "Start-up (reduced yield)", ideal is null ? null : startUp, input[Element.StartUpScrapQuantity]),
        ];
    }

    private static long Rejects(in KpiInput input) => input.Sq + input.Rq - input[Element.StartUpScrapQuantity];
}
