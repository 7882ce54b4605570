using OrleansTwin.Store;
using OrleansTwin.Twins.Composites;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Reports;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Runtime.Engine;

/// <summary>
/// The flow twin of a line with its past: the flow state that opens a bucket is kept in the ledger under the line's own name,
/// so that a bucket from long ago can be attributed again. Only what differs from the ledger is numbered and told, so that it
/// makes no difference which buckets the twin still has in memory: a restart goes on with the same bytes.
/// </summary>
internal sealed class LineFlow
{
    private readonly string _lineId;
    private readonly int _lineKey;
    private readonly MachineSlot[] _machines;
    private readonly ITwinMemory _store;
    private readonly TwinChanges _changes;
    private readonly StateWriter _writer = new();
    private FlowTwin _twin;
    private long _corrections;
    private long _openings;

    public LineFlow(CompositeAsset line, MachineSlot[] machines, int lineKey, ITwinMemory store, TwinChanges changes)
    {
        (_lineId, _lineKey, _machines, _store, _changes) = (line.Id, lineKey, machines, store, changes);
        _twin = new FlowTwin(FlowGraph.Of(line));
    }

    /// <summary>Takes a machine's report; returns the corrections of waiting time that it brings about.</summary>
    public async ValueTask<IReadOnlyList<BucketReport>> ApplyAsync(BucketReport report)
    {
        if (!report.IsSettled || report.Part != ReportPart.Own)
            return [];
        var answer = _twin.Apply(_twin.Graph.NumberOf(report.TwinId), report);
        if (answer is { Request: null, Openings.Count: 0, Corrections.Count: 0 })
            return [];
        var news = new List<BucketReport>();
        while (true)
        {
            foreach (var correction in answer.Corrections)
                await AddNewsAsync(correction, news);
            foreach (var opening in answer.Openings)
                await KeepAsync(opening);
            if (answer.Request is not { } request)
                return news;
            answer = _twin.Refold(await ReadAsync(request));
        }
    }

    /// <summary>The twin with the graph that its numbers stand for.</summary>
    public byte[] Save()
    {
        _writer.Clear();
        _writer.WriteInt64(_corrections);
        _writer.WriteInt64(_openings);
        FlowGraphState.Write(_writer, _twin.Graph);
        _twin.Write(_writer);
        return _writer.ToArray();
    }

    /// <summary>
    /// Goes on from a snapshot; on a line that was rebuilt, machines and buffers that are still there keep their state.
    /// </summary>
    public void Read(ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state);
        (_corrections, _openings) = (reader.ReadInt64(), reader.ReadInt64());
        var (now, before) = (_twin.Graph, FlowGraphState.Read(ref reader));
        var isSame = FlowGraphState.IsSame(before, now);
        _twin = FlowTwin.Read(ref reader, isSame ? now : before);
        reader.ReadEnd();
        if (!isSame)
            _twin.Reconfigure(now);
    }

    private async ValueTask AddNewsAsync(BucketReport correction, List<BucketReport> news)
    {
        if (!_store.Names.TryGetKey(correction.TwinId, out var key))
            return;
        var told = (await _store.Ledger.ReadRowAsync(new LedgerRowKey(key, ReportPart.Flow, correction.BucketTicks)))?.Report;
        if (correction.Slices.SequenceEqual(told?.Slices ?? []) && correction.Events.SequenceEqual(told?.Events ?? []))
            return;
        var numbered = correction with { Version = ++_corrections };
        _changes.Put(key, numbered);
        news.Add(numbered);
    }

    private async ValueTask KeepAsync(FlowOpening opening)
    {
        _writer.Clear();
        opening.State.Write(_writer);
        var bytes = _writer.ToArray();
        if (await ReadOpeningAsync(opening.BucketTicks) is { } kept && kept.Span.SequenceEqual(bytes))
            return;
        var row = new BucketReport(_lineId, ReportPart.Flow, opening.BucketTicks, ++_openings, true, [], []);
        _changes.Put(_lineKey, row, bytes);
    }

    private async ValueTask<FlowHistory> ReadAsync(FlowRequest request)
    {
        var reports = new List<BucketReport>();
        long? next = null;
        foreach (var machine in _machines)
        {
            if (await _store.Ledger.ReadRowAsync(new LedgerRowKey(machine.Key, ReportPart.Own, request.BucketTicks)) is { } row)
                reports.Add(row.Report);
            var later = await _store.Ledger.ReadRowsAsync(
                machine.Key, ReportPart.Own, request.BucketTicks + Buckets.WidthTicks, long.MaxValue, limit: 1);
            if (later.Count > 0)
                next = Math.Min(next ?? long.MaxValue, later[0].Report.BucketTicks);
        }

        var opening = request.Opening ?? await OpeningAsync(request.BucketTicks);
        return new FlowHistory(
            request.BucketTicks, opening, reports, next, next is { } ticks ? await OpeningAsync(ticks) : null);
    }

    private async ValueTask<FlowState?> OpeningAsync(long bucketTicks) =>
        await ReadOpeningAsync(bucketTicks) is { } bytes ? ReadState(bytes.Span) : null;

    private async ValueTask<ReadOnlyMemory<byte>?> ReadOpeningAsync(long bucketTicks) =>
        (await _store.Ledger.ReadRowAsync(new LedgerRowKey(_lineKey, ReportPart.Flow, bucketTicks)))?.OpeningState;

    private static FlowState ReadState(ReadOnlySpan<byte> bytes)
    {
        var reader = new StateReader(bytes);
        return FlowState.Read(ref reader);
    }
}
