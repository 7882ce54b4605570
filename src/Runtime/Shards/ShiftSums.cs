using System.Collections.Concurrent;
using OrleansTwin.Store;
using OrleansTwin.Twins.Elements;

namespace OrleansTwin.Runtime.Shards;

/// <summary>The present shift's sums; a store is asked for one at most once a second per twin, however many watch.</summary>
internal sealed class ShiftSums(ITwinStore store, TimeProvider time)
{
    private static readonly long KeptTicks = TimeSpan.FromSeconds(1).Ticks;

    private readonly StoredElements _elements = new(store);
    private readonly ConcurrentDictionary<string, (long AtTicks, long FromTicks, ElementVector Sum)> _sums =
        new(StringComparer.Ordinal);

    public async Task<ElementVector> OfAsync(string twinId, ElementSum shift, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().UtcTicks;
        if (_sums.TryGetValue(twinId, out var kept) && kept.FromTicks == shift.FromTicks
            && now - kept.AtTicks < KeptTicks && now >= kept.AtTicks)
            return kept.Sum;
        var sum = (await _elements.SumAsync([shift], cancellation))[0];
        _sums[twinId] = (now, shift.FromTicks, sum);
        return sum;
    }
}
