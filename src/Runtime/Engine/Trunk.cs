using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OrleansTwin.Diagnostics;
using OrleansTwin.Store;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Reports;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Runtime.Engine;

/// <summary>The composites above the lines, on one loop: reports of the partitions climb to the root here.</summary>
internal sealed class Trunk : IAsyncDisposable
{
    private readonly Dictionary<string, CompositeSlot> _composites;
    private readonly CompositeSlot[] _upward;
    private readonly List<BucketReport> _taken = [];
    private readonly LoopMemory _store;
    private readonly TwinChanges _changes;
    private readonly StateWriter _writer = new();

    public Trunk(IEnumerable<CompositeAsset> composites, ITwinMemory store, EverChildren children, ILogger log)
    {
        _store = new LoopMemory(store);
        _changes = new TwinChanges(_store);
        _composites = composites.ToDictionary(
            asset => asset.Id,
            asset => new CompositeSlot(asset, _store, _changes, children.KeysOf(asset.Id)),
            StringComparer.Ordinal);
        _upward = [.. _composites.Values.OrderByDescending(slot => slot.Asset.Id.Count(step => step == '/'))];
        Mailbox = new Mailbox("trunk", capacity: 1024, log);
    }

    public Mailbox Mailbox { get; }

    /// <summary>How long the reports of one part of a batch take from the line to the root.</summary>
    public LatencyHistogram Climbing { get; } = new();

    /// <summary>From the receipt of a batch's first message until the views of all twins up to the root show the batch.</summary>
    public LatencyHistogram Showing { get; } = new();

    public IReadOnlyDictionary<string, CompositeSlot> Composites => _composites;

    /// <summary>
    /// Hands up bucket reports and live reports of children; the lists are the caller's again when this returns.
    /// </summary>
    public ValueTask PostAsync(
        IReadOnlyList<BucketReport> reports, (string Id, LiveReport Live)[] live, long receivedAt)
    {
        if (_composites.Count == 0)
        {
            Show(receivedAt);
            return ValueTask.CompletedTask;
        }

        var copy = reports.Count == 0 ? [] : reports.ToArray();
        return Mailbox.PostAsync(() => ApplyAsync(copy, live, receivedAt));
    }

    /// <summary>What has changed since the last time. Runs on the trunk's loop.</summary>
    public PartitionSave Save()
    {
        var snapshots = new List<Snapshot>();
        foreach (var slot in _composites.Values.Where(slot => slot.IsDirty))
        {
            snapshots.Add(new Snapshot(slot.Key, StateOf(slot.Asset.Id)));
            slot.Taken();
        }

        return new PartitionSave(snapshots, _changes.TakeRows(), []);
    }

    /// <summary>The state of one of its composites. Runs on the trunk's loop.</summary>
    public byte[] StateOf(string id)
    {
        _writer.Clear();
        _composites[id].Write(_writer);
        CompositeState.WriteFlow(_writer, null);
        return _writer.ToArray();
    }

    public void Load(string id, ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state);
        _composites[id].Read(ref reader);
        CompositeState.ReadFlow(ref reader);
    }

    public ValueTask DisposeAsync() => Mailbox.DisposeAsync();

    private async ValueTask ApplyAsync(BucketReport[] reports, (string Id, LiveReport Live)[] live, long receivedAt)
    {
        var start = Stopwatch.GetTimestamp();
        foreach (var report in reports)
        {
            _store.Note(report);
            await ClimbAsync(report);
        }

        foreach (var slot in _upward)
        {
            slot.TakeReports(_taken);
            foreach (var report in _taken)
                await ClimbAsync(report);
            _taken.Clear();
        }

        foreach (var (id, report) in live)
            Climb(id, report);
        _store.Forget();
        Climbing.RecordSince(start);
        Show(receivedAt);
    }

    private void Show(long receivedAt)
    {
        if (receivedAt != 0)
            Showing.RecordSince(receivedAt);
    }

    /// <summary>Hands a report to its twin's parent; one that the parent composes anew climbs on at once.</summary>
    private async ValueTask ClimbAsync(BucketReport report)
    {
        for (var next = report; ParentOf(next.TwinId) is { } parent;)
        {
            if (await parent.ApplyAsync(next) is not { } own)
                return;
            next = own;
        }
    }

    private void Climb(string id, LiveReport report)
    {
        for (var (child, live) = (id, report); ParentOf(child) is { } parent && parent.Apply(child, live);)
            (child, live) = (parent.Asset.Id, parent.Twin.Live);
    }

    private CompositeSlot? ParentOf(string id) =>
        id.LastIndexOf('/') is > 0 and var end ? _composites.GetValueOrDefault(id[..end]) : null;
}
