using OrleansTwin.Twins.Learning;

namespace OrleansTwin.Twins.Health.Rul;

/// <summary>Whether the bands of a model may be shown of live machines, by its own record.</summary>
public static class RulGate
{
    /// <summary>
    /// Why not, with figures; empty: they may. A band covers less than it states where the share of truths that it held, on
    /// assets that were not learned from, lies below with all of its 95 % interval.
    /// </summary>
    public static string Refusal(ModelRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        foreach (var coverage in RulBands.Coverages)
        {
            var name = RulRecords.CoverageName(coverage);
            if (record.Metrics.FirstOrDefault(metric => metric.Name == name) is not { } found)
                return $"Its record does not tell '{name}'.";
            if (!(found.High >= coverage))
            {
                return $"Its {RulRecords.BandName(coverage)} held " + FormattableString.Invariant(
                    $"{100 * found.Value:0.#} % of truths (95 % interval {100 * found.Low:0.#} to {100 * found.High:0.#} %).");
            }
        }

        return "";
    }
}
