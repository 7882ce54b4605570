using OrleansTwin.Edge.Runtime;
using OrleansTwin.Store;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Kpis;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Edge.Hosting;

/// <summary>Sums of elements that answer a question about a twin, by the scope that its rule gives.</summary>
internal sealed class ElementSums(EdgeEngine engine)
{
    /// <summary>Sums a twin's elements over whole minutes; by its own rule where none is named.</summary>
    public Task<ElementVector> SumAsync(
        Asset asset, NamedSpan span, OeeRule? rule, string? product, string? order, CancellationToken cancellation)
    {
        var scope = KpiScope.Of(asset, rule);
        return SumAsync(scope.IsWhole ? [asset.Id] : scope.MachineIds, span, product, order, cancellation);
    }

    /// <summary>PQ of the machines at which the flow begins: what the fall-off ratio is formed with.</summary>
    public async Task<long> FirstOperationAsync(
        Asset asset, NamedSpan span, string? product, string? order, CancellationToken cancellation)
    {
        var first = KpiScope.Of(asset).FirstOperationIds;
        var sum = await SumAsync(first.Count > 0 ? first : [asset.Id], span, product, order, cancellation);
        return sum[Element.ProducedQuantity];
    }

    private async Task<ElementVector> SumAsync(
        IReadOnlyList<string> ids, NamedSpan span, string? product, string? order, CancellationToken cancellation)
    {
        var sum = default(ElementVector);
        foreach (var id in ids)
        {
            if (engine.Store.Names.TryGetKey(id, out var key))
                sum.Add(await engine.Store.Ledger.SumAsync(
                    new ElementQuery(key, span.FromTicks, span.ToTicks, product, order), cancellation));
        }

        return sum;
    }
}
