using OrleansTwin.Edge.Runtime;
using OrleansTwin.Store;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Edge.Hosting;

/// <summary>Sums of elements that answer a question about a twin, by its own rule or another one.</summary>
internal sealed class ElementSums(EdgeEngine engine)
{
    /// <summary>Sums a twin's elements over whole minutes.</summary>
    public async Task<ElementVector> SumAsync(
        Asset asset, NamedSpan span, OeeRule rule, string? product, string? order, CancellationToken cancellation)
    {
        var sum = default(ElementVector);
        foreach (var id in StandIns(asset, rule))
        {
            if (engine.Store.Names.TryGetKey(id, out var key))
                sum.Add(await engine.Store.Ledger.SumAsync(
                    new ElementQuery(key, span.FromTicks, span.ToTicks, product, order), cancellation));
        }

        return sum;
    }

    /// <summary>PQ of the machines at which the line begins: what the fall-off ratio is formed with.</summary>
    public async Task<long> FirstOperationAsync(
        Asset asset, NamedSpan span, string? product, string? order, CancellationToken cancellation)
    {
        if (asset is not CompositeAsset { Flow.Count: > 0 } line)
            return (await SumAsync(asset, span, OeeRule.SumBased, product, order, cancellation))[Element.ProducedQuantity];
        var fed = line.Flow.Select(edge => edge.ToId).ToHashSet(StringComparer.Ordinal);
        var quantity = 0L;
        foreach (var first in line.Flow.Select(edge => edge.FromId).Where(id => !fed.Contains(id)).Distinct())
        {
            if (engine.Store.Names.TryGetKey(first, out var key))
            {
                var sum = await engine.Store.Ledger.SumAsync(
                    new ElementQuery(key, span.FromTicks, span.ToTicks, product, order), cancellation);
                quantity += sum[Element.ProducedQuantity];
            }
        }

        return quantity;
    }

    /// <summary>The rule that holds for a twin when the question names none.</summary>
    public static OeeRule RuleOf(Asset asset) => asset is CompositeAsset composite ? composite.OeeRule : OeeRule.SumBased;

    /// <summary>The twins whose elements stand for a twin under a rule.</summary>
    private static IReadOnlyList<string> StandIns(Asset asset, OeeRule rule) =>
        asset is CompositeAsset composite && rule == OeeRule.ConstraintBased
            ? composite.ConstraintId is { } constraint
                ? [constraint]
                : [.. composite.Children.SelectMany(child => StandIns(child, rule))]
            : [asset.Id];
}
