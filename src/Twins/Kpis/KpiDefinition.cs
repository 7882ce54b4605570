using OrleansTwin.Twins.Elements;

namespace OrleansTwin.Twins.Kpis;

/// <summary>A KPI's value from one window's elements; null where it is undefined or not known, never NaN.</summary>
public delegate double? KpiFormula(in KpiInput input);

/// <summary>
/// One KPI: <paramref name="Id"/> as the API names it, the name of ISO 22400-2 (where the standard has it), the unit (<c>1</c>: a
/// ratio, not a percentage), the formula in the standard's symbols, and the elements it is formed from, so that an answer can
/// carry them.
/// </summary>
public sealed record KpiDefinition(
    string Id, string Name, string Unit, string Formula, IReadOnlyList<Element> Elements, KpiFormula Compute);

/// <summary>A KPI's value in a window; null where it is undefined (nothing to divide by) or not known.</summary>
public readonly record struct KpiValue(KpiDefinition Definition, double? Value);
