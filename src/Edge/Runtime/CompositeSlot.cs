using OrleansTwin.Store;
using OrleansTwin.Twins.Composites;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Reports;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Edge.Runtime;

/// <summary>A composite twin with its keys: takes reports of its children, stores its own, and recomposes buckets that it no longer keeps.</summary>
internal sealed class CompositeSlot
{
    private readonly ITwinStore _store;
    private readonly TwinChanges _changes;
    private readonly Dictionary<string, int> _children;
    private readonly int[] _childKeys;

    public CompositeSlot(CompositeAsset asset, ITwinStore store, TwinChanges changes)
    {
        (Asset, _store, _changes) = (asset, store, changes);
        Key = KeyOf(asset.Id);
        var ids = asset.Children.Select(child => child.Id).ToArray();
        _children = ids.Select((id, place) => (id, place)).ToDictionary(pair => pair.id, pair => pair.place, StringComparer.Ordinal);
        _childKeys = [.. ids.Select(KeyOf)];
        Twin = new CompositeTwin(asset.Id, ids);
    }

    public CompositeAsset Asset { get; }

    public CompositeTwin Twin { get; private set; }

    public int Key { get; }

    /// <summary>Changed since the last checkpoint.</summary>
    public bool IsDirty { get; private set; }

    public bool Apply(string childId, in LiveReport report) => IsDirty |= Twin.Apply(_children[childId], report);

    /// <summary>Takes a child's report; returns this twin's own report to hand up, or null where nothing changed.</summary>
    public async ValueTask<BucketReport?> ApplyAsync(BucketReport report)
    {
        var answer = Twin.Apply(_children[report.TwinId], report);
        if (answer.IsIgnored)
            return null;
        IsDirty = true;
        var own = answer.Report ?? Twin.Recompose(report.BucketTicks, await ReadChildrenAsync(report.BucketTicks));
        _changes.Put(Key, own);
        return own;
    }

    public void Write(StateWriter writer)
    {
        Twin.Write(writer);
        IsDirty = false;
    }

    public void Read(ref StateReader reader)
    {
        Twin = CompositeTwin.Read(ref reader);
        Twin.Reconfigure([.. Asset.Children.Select(child => child.Id)]);
    }

    private async ValueTask<List<BucketReport>> ReadChildrenAsync(long bucketTicks)
    {
        var reports = new List<BucketReport>();
        foreach (var key in _childKeys)
        {
            foreach (var part in Enum.GetValues<ReportPart>())
            {
                if (await _store.Ledger.ReadRowAsync(new LedgerRowKey(key, part, bucketTicks)) is { Report: var report })
                    reports.Add(report);
            }
        }

        return reports;
    }

    private int KeyOf(string id) =>
        _store.Names.TryGetKey(id, out var key)
            ? key
            : throw new InvalidOperationException($"Twin {id} has no key; expected all ids of the plant to be registered before its runtime is made.");
}
