using OrleansTwin.Store;
using OrleansTwin.Twins.Composites;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Reports;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Runtime.Engine;

/// <summary>
/// A composite twin with its keys: takes reports of its children, stores its own, and recomposes buckets that it no longer
/// keeps.
/// </summary>
internal sealed class CompositeSlot
{
    private readonly ITwinMemory _store;
    private readonly TwinChanges _changes;
    private readonly Dictionary<string, int> _children;
    private readonly IReadOnlyList<int> _everChildKeys;

    /// <param name="asset">The composite.</param>
    /// <param name="store">Where its children's reports are.</param>
    /// <param name="changes">Takes its own rows.</param>
    /// <param name="everChildKeys">Keys of all that ever were its children: what they did stays part of its past.</param>
    public CompositeSlot(CompositeAsset asset, ITwinMemory store, TwinChanges changes, IReadOnlyList<int> everChildKeys)
    {
        (Asset, _store, _changes, _everChildKeys) = (asset, store, changes, everChildKeys);
        Key = KeyOf(asset.Id);
        var ids = asset.Children.Select(child => child.Id).ToArray();
        _children = ids.Index().ToDictionary(child => child.Item, child => child.Index, StringComparer.Ordinal);
        Twin = new CompositeTwin(asset.Id, ids);
    }

    public CompositeAsset Asset { get; }

    public CompositeTwin Twin { get; private set; }

    public int Key { get; }

    /// <summary>Changed since the last checkpoint.</summary>
    public bool IsDirty { get; private set; }

    public bool Apply(string childId, in LiveReport report)
    {
        var isChanged = Twin.Apply(_children[childId], report);
        IsDirty |= isChanged;
        return isChanged;
    }

    /// <summary>
    /// Takes a child's report; returns this twin's own report where it had to be composed anew. What else has changed is taken by
    /// <see cref="TakeReports"/>.
    /// </summary>
    public async ValueTask<BucketReport?> ApplyAsync(BucketReport report)
    {
        var answer = Twin.Apply(_children[report.TwinId], report.Lend());
        IsDirty |= answer != default;
        if (answer.RecomposeBucketTicks is not { } bucketTicks)
            return null;
        var own = Twin.Recompose(bucketTicks, await ReadChildrenAsync(bucketTicks));
        _changes.Put(Key, own);
        return own;
    }

    /// <summary>Stores the twin's own reports of what has changed since the last time, and adds them to a list.</summary>
    public void TakeReports(List<BucketReport> reports)
    {
        while (Twin.TryTakeReport(out var view))
        {
            var own = view.ToReport();
            _changes.Put(Key, own);
            reports.Add(own);
        }
    }

    public void Write(StateWriter writer) => Twin.Write(writer);

    /// <summary>Its state was lost: it goes on with what its children say now.</summary>
    public void Resume(Func<string, LiveReport> liveOf)
    {
        Twin.Resume([.. _children.Keys.Select(liveOf)]);
        IsDirty = true;
    }

    /// <summary>Its state is on its way into a checkpoint.</summary>
    public void Taken() => IsDirty = false;

    public void Read(ref StateReader reader)
    {
        Twin = CompositeTwin.Read(ref reader);
        if (!Twin.ChildIds.SequenceEqual(_children.Keys))
            Twin.Reconfigure([.. _children.Keys]);
    }

    private async ValueTask<List<BucketReport>> ReadChildrenAsync(long bucketTicks)
    {
        var reports = new List<BucketReport>();
        foreach (var key in _everChildKeys)
        {
            foreach (var part in Enum.GetValues<ReportPart>())
            {
                var row = await _store.Ledger.ReadRowAsync(new LedgerRowKey(key, part, bucketTicks));

                // A line's own flow rows hold the states that open its buckets, and tell its parents nothing.
                if (row is not null && (part == ReportPart.Own || row.OpeningState.IsEmpty))
                    reports.Add(row.Report);
            }
        }

        return reports;
    }

    private int KeyOf(string id) =>
        _store.Names.TryGetKey(id, out var key)
            ? key
            : throw new InvalidOperationException(
                $"Twin {id} has no key; expected all ids of the plant to be registered before its runtime is made.");
}
