using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Kpis;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Edge.Commands;

/// <summary>What a replay came to: a row per recording.</summary>
internal sealed record ReplayReport(string Folder, string Plant, MachineAsset Machine, IReadOnlyList<RunReport> Runs)
{
    /// <summary>All recordings together: elements are summed, ratios formed from the sums.</summary>
    public RunReport Total()
    {
        var sum = default(ElementVector);
        var states = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var run in Runs)
        {
            sum.Add(run.Sum);
            foreach (var (label, ticks) in run.StateTicks)
                states[label] = states.GetValueOrDefault(label) + ticks;
        }

        return new RunReport(
            "all", null, Runs.Sum(run => run.Rows), Runs.Sum(run => run.Samples), Runs.Sum(run => run.SamplesMissing),
            Runs.Sum(run => run.DurationTicks), sum, states);
    }
}

/// <summary>
/// One recording's KPIs and what they are made of. <paramref name="Samples"/> are the recording's values that were folded,
/// without what
/// the replay says beside it (product, order, result); <paramref name="SamplesMissing"/> were played and not folded, of all.
/// <paramref name="StateTicks"/> is time by process step, as the data calls
/// it.
/// </summary>
internal sealed record RunReport(
    string Name, string? Product, int Rows, long Samples, long SamplesMissing, long DurationTicks, ElementVector Sum,
    IReadOnlyDictionary<string, long> StateTicks)
{
    public double DurationS => DurationTicks / (double)TimeSpan.TicksPerSecond;

    public double EnergyKwh => Sum.EnergyKwh(Carrier.Electricity);

    public long Parts => Sum[Element.ProducedQuantity];

    public long GoodParts => Sum[Element.GoodQuantity];

    public long ScrapParts => Sum[Element.ScrapQuantity];

    public double? Availability => KpiTable.Value("availability", Sum);

    public double? Effectiveness => KpiTable.Value("effectiveness", Sum);

    public double? QualityRatio => KpiTable.Value("qualityRatio", Sum);

    public double? Oee => KpiTable.Value("oee", Sum);
}
