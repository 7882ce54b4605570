using OrleansTwin.Runtime.Engine;
using OrleansTwin.Store;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Kpis;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Runtime.Answers;

/// <summary>
/// The sums of elements that make one answer, by the scope that a twin's rule gives. An answer needs the same sum for several of
/// its parts: the ledger is asked once, and the parts agree with each other.
/// </summary>
internal sealed class ElementSums(TwinEngine engine, string? product = null, string? order = null)
{
    private readonly Dictionary<ElementQuery, ElementVector> _known = [];

    /// <summary>Sums a twin's elements over whole minutes; by its own rule where none is named.</summary>
    public Task<ElementVector> SumAsync(Asset asset, NamedSpan span, OeeRule? rule, CancellationToken cancellation)
    {
        var scope = KpiScope.Of(asset, rule);
        return SumAsync(scope.IsWhole ? [asset.Id] : scope.MachineIds, span, cancellation);
    }

    /// <summary>PQ of the machines at which the flow begins: what the fall-off ratio is formed with.</summary>
    public async Task<long> FirstOperationAsync(Asset asset, NamedSpan span, CancellationToken cancellation)
    {
        var first = KpiScope.Of(asset).FirstOperationIds;
        var sum = await SumAsync(first.Count > 0 ? first : [asset.Id], span, cancellation);
        return sum[Element.ProducedQuantity];
    }

    private async Task<ElementVector> SumAsync(IReadOnlyList<string> ids, NamedSpan span, CancellationToken cancellation)
    {
        var sum = default(ElementVector);
        foreach (var id in ids)
        {
            if (engine.Store.Names.TryGetKey(id, out var key))
                sum.Add(await SumAsync(new ElementQuery(key, span.FromTicks, span.ToTicks, product, order), cancellation));
        }

        return sum;
    }

    private async ValueTask<ElementVector> SumAsync(ElementQuery query, CancellationToken cancellation)
    {
        if (!_known.TryGetValue(query, out var sum))
            _known.Add(query, sum = await engine.Store.Ledger.SumAsync(query, cancellation));
        return sum;
    }
}
