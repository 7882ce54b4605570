using OrleansTwin.Api.Hosting;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Api.Tests.Fakes;

/// <summary>Answers whose numbers hang together, as a host would give them.</summary>
internal static class FakeAnswers
{
    public static KpiAnswer Kpis(KpiQuery query)
    {
        ElementValue pbt = new("plannedBusyTime", "PBT", "s", 12_600);
        ElementValue apt = new("actualProductionTime", "APT", "s", 11_340);
        ElementValue ideal = new("idealTimeOfProduced", "PRI·PQ", "s", 10_773);
        ElementValue good = new("goodQuantity", "GQ", "pcs", 405);
        ElementValue produced = new("producedQuantity", "PQ", "pcs", 412);
        return new KpiAnswer(
            query.TwinId,
            WindowOf(query.Window, "early"),
            query.Product,
            query.Order,
            query.Rule ?? OeeRule.SumBased,
            null,
            true,
            FakePlant.Now.AddSeconds(-2),
            [pbt, apt, ideal, good, produced],
            [
                new("availability", "Availability", "1", 0.9, "APT / PBT", [apt, pbt]),
                new("effectiveness", "Effectiveness", "1", 0.95, "PRI·PQ / APT", [ideal, apt]),
                new("qualityRatio", "Quality ratio", "1", 0.983, "GQ / PQ", [good, produced]),
                new("oee", "OEE index", "1", 0.8405, "A · E · Q", [pbt, apt, ideal, good, produced]),
                new("mttr", "Mean time to repair", "s", double.NaN, "TTR / failures", []),
            ],
            Waterfall(),
            [
                new("breakdowns", "Breakdowns", 600, 1, 600 / 12_600d),
                new("setup", "Setup and adjustment", 360, null, 360 / 12_600d),
                new("minorStops", "Idling and minor stops", 300, 9, 300 / 12_600d),
                new("reducedSpeed", "Reduced speed", 567, null, 567 / 12_600d),
                new("processDefects", "Process defects", 150, 6, 150 / 12_600d),
                new("startUp", "Start-up", 33, 1, 33 / 12_600d),
            ],
            [
                new(Carrier.Electricity, EnergyUse.Producing, 39.4),
                new(Carrier.Electricity, EnergyUse.Idle, 3.1),
                new(Carrier.Electricity, EnergyUse.Setup, 1.2),
            ],
            [new(Carrier.Electricity, 2, FactorMethod.LocationBased, 43.7, 1.92, 0.044, "FRA", 2026, "2026-01", "Ember")]);
    }

    public static TimelineAnswer Timeline(TimelineQuery query)
    {
        var window = WindowOf(query.Window, "early");
        var states =
            new[] { PackMlState.Execute, PackMlState.Suspended, PackMlState.Execute, PackMlState.Aborted, PackMlState.Execute };
        var classes =
            new[] { TimeClass.Producing, TimeClass.Starved, TimeClass.Producing, TimeClass.Breakdown, TimeClass.Producing };
        var step = (window.To - window.From) / states.Length;
        var intervals = states.Select((state, index) => new TimelineInterval(
            window.From + (index * step), window.From + ((index + 1) * step), state, StateReason.None, classes[index], null,
            "bracket-a", "order-17", index == states.Length - 1));
        return new TimelineAnswer(query.TwinId, window, window.To, [.. intervals.Take(query.Limit)], null);
    }

    public static HistoryAnswer History(HistoryQuery query)
    {
        var window = WindowOf(query.Window, null);
        if (query.Points is not { } count)
        {
            var samples = Enumerable.Range(0, Math.Min(100, query.Limit))
                .Select(index => new HistorySample(window.From.AddSeconds(index), index * 0.5, null, Quality.Good));
            return new HistoryAnswer(query.TwinId, "kW", window, [.. samples], null, null);
        }

        var step = (window.To - window.From) / count;
        var points = Enumerable.Range(0, count).Select(index =>
        {
            var mean = 12 + (4 * Math.Sin(index * 0.21)) + (1.5 * Math.Sin(index * 0.83));
            return new HistoryPoint(window.From + (index * step), mean - 1.2, mean + 1.1, mean, 60);
        });
        return new HistoryAnswer(query.TwinId, "kW", window, null, [.. points], null);
    }

    private static WaterfallBar[] Waterfall()
    {
        static WaterfallBar Bar(string bar, string name, WaterfallKind kind, double seconds) =>
            new(bar, name, kind, seconds, seconds / 12_600);
        return
        [
            Bar("plannedBusyTime", "Planned busy time", WaterfallKind.Total, 12_600),
            Bar("breakdowns", "Breakdowns", WaterfallKind.Loss, 600),
            Bar("setup", "Setup and adjustment", WaterfallKind.Loss, 360),
            Bar("minorStops", "Idling and minor stops", WaterfallKind.Loss, 300),
            Bar("actualProductionTime", "Actual production time", WaterfallKind.Total, 11_340),
            Bar("reducedSpeed", "Reduced speed", WaterfallKind.Loss, 567),
            Bar("netProductionTime", "Net production time", WaterfallKind.Total, 10_773),
            Bar("processDefects", "Process defects", WaterfallKind.Loss, 150),
            Bar("startUp", "Start-up", WaterfallKind.Loss, 33),
            Bar("fullyProductiveTime", "Fully productive time", WaterfallKind.Total, 10_590),
        ];
    }

    private static EffectiveWindow WindowOf(TimeWindow window, string? name)
    {
        var to = window.To ?? FakePlant.Now;
        var from = window.From ?? to - (window.Last ?? TimeSpan.FromHours(3.5));
        return new EffectiveWindow(from, to, window.From is null ? window.Named?.ToString() ?? name : null);
    }
}
