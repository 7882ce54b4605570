using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Health;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Reports;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Runtime.Shards;

/// <summary>A composite, and the sum of the present shift that its view shows.</summary>
internal sealed record CompositePartQuery(string TwinId, ElementSum Shift);

/// <summary>
/// What one shard has of a composite now. Parts of all shards together are the composite: everything adds, save the newest source
/// time, of which the latest counts.
/// </summary>
internal sealed record CompositePart(string TwinId, LiveReport Live, int StaleSensors, ElementVector Shift)
{
    /// <summary>Of its machines; null: none is watched.</summary>
    public CompositeHealth? Health { get; init; }

    public static CompositePart operator +(CompositePart a, CompositePart b) =>
        new(a.TwinId, a.Live + b.Live, a.StaleSensors + b.StaleSensors, a.Shift + b.Shift)
        {
            Health = CompositeHealths.Together(a.Health, b.Health),
        };
}

/// <summary>
/// All that a KPI answer needs of one shard, in one call. <paramref name="TwinId"/>: the twin that is asked about.
/// </summary>
internal sealed record KpiPartQuery(string TwinId, IReadOnlyList<ElementSum> Sums);

/// <summary>
/// One sum of the elements of all twins named, over whole minutes [from, to); of one product or order where named. Twins that a
/// shard never had add nothing.
/// </summary>
internal sealed record ElementSum(
    IReadOnlyList<string> TwinIds, long FromTicks, long ToTicks, string? Product = null, string? Order = null);

/// <summary>
/// The sums in the order of the query. <paramref name="SettledUntilTicks"/>: up to where the shard's machines at or below the
/// twin are settled; 0: it has none, or they know nothing yet.
/// </summary>
internal sealed record KpiPart(long SettledUntilTicks, IReadOnlyList<ElementVector> Sums)
{
    public static KpiPart operator +(KpiPart a, KpiPart b) => new(
        a.SettledUntilTicks == 0 || b.SettledUntilTicks == 0
            ? Math.Max(a.SettledUntilTicks, b.SettledUntilTicks)
            : Math.Min(a.SettledUntilTicks, b.SettledUntilTicks),
        [.. a.Sums.Zip(b.Sums, (left, right) => left + right)]);
}

/// <summary>The samples of all sensors at or below a twin in [from, to) ticks.</summary>
internal sealed record SamplesDemand(string TwinId, long FromTicks, long ToTicks);

/// <summary>The samples of a sensor in [from, to) ticks, at most about <paramref name="Limit"/>.</summary>
internal sealed record SampleQuery(string SensorId, long FromTicks, long ToTicks, int Limit);

/// <summary>
/// Samples in order, all of one instant together; fewer than the limit: there are no more. The next page begins one tick later.
/// </summary>
internal sealed record SamplePage(Sample[] Samples);
