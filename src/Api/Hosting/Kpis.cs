using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Api.Hosting;

/// <summary>
/// KPIs of a twin in a window; of one product or order where named; by the twin's own OEE rule where none is named.
/// </summary>
public sealed record KpiQuery(string TwinId, TimeWindow Window, string? Product, string? Order, OeeRule? Rule);

/// <summary>
/// All KPIs of a window with the element sums behind them. <paramref name="IsProvisional"/>: the part after
/// <paramref name="SettledUntil"/> may still change. <paramref name="ConstraintId"/>: the machine whose elements stand for the
/// line under the constraint rule.
/// </summary>
public sealed record KpiAnswer(
    string TwinId,
    EffectiveWindow Window,
    string? Product,
    string? Order,
    OeeRule Rule,
    string? ConstraintId,
    bool IsProvisional,
    DateTimeOffset? SettledUntil,
    IReadOnlyList<ElementValue> Elements,
    IReadOnlyList<KpiValue> Kpis,
    IReadOnlyList<WaterfallBar> Waterfall,
    IReadOnlyList<LossValue> Losses,
    IReadOnlyList<EnergyValue> Energy,
    IReadOnlyList<CarbonValue> Carbon);

/// <summary>
/// One element sum: times in seconds (<c>s</c>), quantities in pieces (<c>pcs</c>), events as numbers (<c>1</c>), energy in
/// <c>kWh</c>.
/// </summary>
public sealed record ElementValue(string Element, string Symbol, string Unit, double Value);

/// <summary>
/// One KPI (ISO 22400-2 where the standard has it). A ratio is a number, not a percentage (unit <c>1</c>); null where its divisor
/// is zero. <paramref name="Elements"/> are those that <paramref name="Formula"/> names.
/// </summary>
public sealed record KpiValue(
    string Kpi, string Name, string Unit, double? Value, string Formula, IReadOnlyList<ElementValue> Elements);

public enum WaterfallKind
{
    /// <summary>A bar from zero: planned busy time, run time, net time, fully productive time.</summary>
    Total = 0,

    /// <summary>What comes off between two totals.</summary>
    Loss = 1,
}

/// <summary>
/// One bar of the OEE waterfall, in order. Each total is the one before less the losses between; all bars in seconds, exact.
/// </summary>
public sealed record WaterfallBar(string Bar, string Name, WaterfallKind Kind, double Seconds, double? ShareOfBusy);

/// <summary>One of the six big losses. <paramref name="Share"/>: of planned busy time.</summary>
public sealed record LossValue(string Loss, string Name, double Seconds, long? Events, double? Share);

public sealed record EnergyValue(Carrier Carrier, EnergyUse Use, double EnergyKwh);

/// <summary>
/// Greenhouse gas of one carrier under one method, with the factor that made it (GHG Protocol: scope 2 is told twice).
/// </summary>
public sealed record CarbonValue(
    Carrier Carrier,
    int Scope,
    FactorMethod Method,
    double EnergyKwh,
    double KgCo2e,
    double FactorKgPerKwh,
    string Region,
    int Year,
    string Version,
    string Source);
