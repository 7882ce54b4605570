namespace OrleansTwin.Grains.Interfaces;

/// <summary>All that an answer about one twin's KPIs needs of one shard.</summary>
[GenerateSerializer, Immutable, Alias("OrleansTwin.KpiPartQuestion")]
public sealed record KpiPartQuestion([property: Id(0)] string TwinId, [property: Id(1)] SumQuestion[] Sums);

/// <summary>
/// Asks for the elements of twins together, over whole minutes [from, to) in UTC ticks; a product or order of null means all.
/// </summary>
[GenerateSerializer, Immutable, Alias("OrleansTwin.SumQuestion")]
public sealed record SumQuestion(
    [property: Id(0)] string[] TwinIds,
    [property: Id(1)] long FromTicks,
    [property: Id(2)] long ToTicks,
    [property: Id(3)] string? Product,
    [property: Id(4)] string? Order);

/// <summary>
/// The sums in the order of the question, each by the elements' numbers. <paramref name="SettledUntilTicks"/>: up to where the
/// shard's machines at or below the twin are settled; 0: it has none, or they know nothing yet.
/// </summary>
[GenerateSerializer, Immutable, Alias("OrleansTwin.KpiPart")]
public sealed record KpiPartMessage([property: Id(0)] long SettledUntilTicks, [property: Id(1)] long[][] Sums);
