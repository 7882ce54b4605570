using System.Text.Json;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Energy;
using OrleansTwin.Twins.Kpis;
using OrleansTwin.Twins.Model;
using KpiValue = OrleansTwin.Api.Hosting.KpiValue;
using WaterfallBar = OrleansTwin.Api.Hosting.WaterfallBar;
using WaterfallKind = OrleansTwin.Api.Hosting.WaterfallKind;

namespace OrleansTwin.Runtime.Answers;

/// <summary>From element sums to a KPI answer that carries its reasons.</summary>
internal static class KpiAnswers
{
    public static IReadOnlyList<KpiValue> Kpis(in ElementVector sum, long firstOperationQuantity)
    {
        var values = new List<KpiValue>();
        foreach (var kpi in KpiTable.Evaluate(sum, firstOperationQuantity))
            values.Add(Kpi(kpi, sum));
        return values;
    }

    /// <summary>Every element that is not zero, and the energies.</summary>
    public static IReadOnlyList<ElementValue> Elements(in ElementVector sum)
    {
        var values = new List<ElementValue>();
        foreach (var element in Enum.GetValues<Element>())
            values.Add(ElementOf(element, sum));
        return values;
    }

    public static IReadOnlyList<WaterfallBar> Waterfall(in ElementVector sum)
    {
        var busy = sum[Element.PlannedBusyTime];
        return
        [
            .. OeeWaterfall.Of(sum).Select(bar => new WaterfallBar(
                bar.Id, bar.Name, (WaterfallKind)bar.Kind, Times.Seconds(bar.Ticks), Share(bar.Ticks, busy))),
        ];
    }

    public static IReadOnlyList<LossValue> Losses(in ElementVector sum)
    {
        var busy = sum[Element.PlannedBusyTime];
        return
        [
            .. SixBigLosses.Of(sum).Where(loss => loss.Ticks is not null).Select(loss => new LossValue(
                loss.Id, loss.Name, Times.Seconds(loss.Ticks ?? 0), loss.Events, Share(loss.Ticks ?? 0, busy))),
        ];
    }

    public static IReadOnlyList<EnergyValue> Energy(in ElementVector sum)
    {
        var values = new List<EnergyValue>();
        foreach (var share in EnergyShare.Of(sum))
        {
            for (var use = 0; use < ElementVector.UseCount; use++)
            {
                if (share.Kwh((EnergyUse)use) is var kwh && kwh != 0)
                    values.Add(new EnergyValue(share.Carrier, (EnergyUse)use, kwh));
            }
        }

        return values;
    }

    public static IReadOnlyList<CarbonValue> CarbonOf(IEnumerable<CarbonPeriod> periods, IReadOnlyList<EmissionFactor> factors) =>
    [
        .. Carbon.Of(periods, factors).Figures.Select(figure => new CarbonValue(
            figure.Carrier,
            figure.Factor.Scope,
            figure.Factor.Method,
            figure.EnergyKwh,
            figure.KgCo2e,
            figure.Factor.KgCo2ePerKwh,
            figure.Factor.Region,
            figure.Factor.Year,
            figure.Factor.Version,
            figure.Factor.Source)),
    ];

    /// <summary>The four ratios that every overview shows.</summary>
    public static ShiftOee ShiftOee(in ElementVector sum, NamedSpan span, bool isProvisional) => new(
        span.Name,
        Times.Of(span.FromTicks),
        KpiTable.Value("availability", sum),
        KpiTable.Value("effectiveness", sum),
        KpiTable.Value("qualityRatio", sum),
        KpiTable.Value("oee", sum),
        isProvisional);

    public static PieceCounts Counts(in ElementVector sum) => new(
        sum[Element.ProducedQuantity], sum[Element.GoodQuantity], sum[Element.ScrapQuantity], sum[Element.ReworkQuantity]);

    private static KpiValue Kpi(in Twins.Kpis.KpiValue kpi, in ElementVector sum)
    {
        var elements = new List<ElementValue>();
        foreach (var element in kpi.Definition.Elements)
            elements.Add(ElementOf(element, sum));
        var definition = kpi.Definition;
        return new KpiValue(definition.Id, definition.Name, definition.Unit, kpi.Value, definition.Formula, elements);
    }

    private static ElementValue ElementOf(Element element, in ElementVector sum)
    {
        var info = ElementInfo.Of(element);
        return new ElementValue(
            JsonNamingPolicy.CamelCase.ConvertName(element.ToString()), info.Symbol, info.Unit, info.Value(sum));
    }

    private static double? Share(long ticks, long busyTicks) => busyTicks == 0 ? null : ticks / (double)busyTicks;
}
