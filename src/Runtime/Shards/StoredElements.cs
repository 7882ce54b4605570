using OrleansTwin.Store;
using OrleansTwin.Twins.Elements;

namespace OrleansTwin.Runtime.Shards;

/// <summary>
/// Sums of elements out of a store. An answer needs the same sum for several of its parts: the ledger is asked once, and the
/// parts agree with each other.
/// </summary>
internal sealed class StoredElements(ITwinStore store)
{
    public async Task<ElementVector[]> SumAsync(IReadOnlyList<ElementSum> sums, CancellationToken cancellation)
    {
        var known = new Dictionary<ElementQuery, ElementVector>();
        var answer = new ElementVector[sums.Count];
        for (var i = 0; i < answer.Length; i++)
        {
            foreach (var id in sums[i].TwinIds)
            {
                if (!store.Names.TryGetKey(id, out var key))
                    continue;
                var query = new ElementQuery(key, sums[i].FromTicks, sums[i].ToTicks, sums[i].Product, sums[i].Order);
                if (!known.TryGetValue(query, out var sum))
                    known.Add(query, sum = await store.Ledger.SumAsync(query, cancellation));
                answer[i].Add(sum);
            }
        }

        return answer;
    }
}
