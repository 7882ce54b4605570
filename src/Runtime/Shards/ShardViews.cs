using System.Collections.Concurrent;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Answers;

namespace OrleansTwin.Runtime.Shards;

/// <summary>
/// What a shard shows of some twins. <paramref name="Away"/>: why it can't be asked; then it is what it showed last, where that
/// is known.
/// </summary>
internal sealed record ShardShown(
    IReadOnlyDictionary<string, TwinView> Views, IReadOnlyDictionary<string, CompositePart> Parts, HostFaultException? Away);

/// <summary>
/// The live side of one shard. While it can't be asked, what it showed last stands in, so that the view of an enterprise goes on
/// while a part of it is cut off.
/// </summary>
internal sealed class ShardViews(ShardLink link)
{
    /// <summary>Views and parts that are kept each; beyond, all are let go and come together anew.</summary>
    private const int KeptMax = 20_000;

    private readonly ConcurrentDictionary<string, TwinView> _views = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (long ShiftFromTicks, CompositePart Part)> _parts = new(StringComparer.Ordinal);

    public async Task<ShardShown> ReadAsync(
        IReadOnlyCollection<string> ids, IReadOnlyCollection<CompositePartQuery> queries, CancellationToken cancellation)
    {
        try
        {
            var views = ids.Count == 0 ? Task.FromResult<IReadOnlyList<TwinView>>([]) : link.AskUnlessLateAsync(
                (shard, giveUp) => shard.GetManyAsync(ids, giveUp), cancellation);
            var parts = queries.Count == 0 ? Task.FromResult<IReadOnlyList<CompositePart>>([]) : link.AskUnlessLateAsync(
                (shard, giveUp) => shard.GetPartsAsync(queries, giveUp), cancellation);
            await Task.WhenAll(views, parts);
            var shown = new ShardShown(
                (await views).ToDictionary(view => view.Id, StringComparer.Ordinal),
                (await parts).ToDictionary(part => part.TwinId, StringComparer.Ordinal), null);
            Keep(shown, queries);
            return shown;
        }
        catch (HostFaultException away) when (away.Fault == HostFault.Unavailable)
        {
            return new ShardShown(
                LastOf(ids, _views, id => id, (_, view) => view),
                LastOf(queries, _parts, query => query.TwinId, LastPart),
                away);
        }
    }

    /// <summary>What the shard did in a shift that is over is left out.</summary>
    private static CompositePart LastPart(CompositePartQuery query, (long ShiftFromTicks, CompositePart Part) kept) =>
        kept.ShiftFromTicks == query.Shift.FromTicks ? kept.Part : kept.Part with { Shift = default };

    private static Dictionary<string, TShown> LastOf<TAsked, TKept, TShown>(
        IEnumerable<TAsked> asked, ConcurrentDictionary<string, TKept> kept, Func<TAsked, string> idOf,
        Func<TAsked, TKept, TShown> show)
    {
        var last = new Dictionary<string, TShown>(StringComparer.Ordinal);
        foreach (var item in asked)
        {
            if (kept.TryGetValue(idOf(item), out var found))
                last[idOf(item)] = show(item, found);
        }

        return last;
    }

    private void Keep(ShardShown shown, IReadOnlyCollection<CompositePartQuery> queries)
    {
        if (_views.Count + shown.Views.Count > KeptMax)
            _views.Clear();
        if (_parts.Count + shown.Parts.Count > KeptMax)
            _parts.Clear();
        foreach (var (id, view) in shown.Views)
            _views[id] = view;
        foreach (var query in queries)
        {
            if (shown.Parts.TryGetValue(query.TwinId, out var part))
                _parts[query.TwinId] = (query.Shift.FromTicks, part);
            else
                _parts.TryRemove(query.TwinId, out _);
        }
    }
}
