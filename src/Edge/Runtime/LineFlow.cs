using OrleansTwin.Store;
using OrleansTwin.Twins.Composites;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Reports;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Edge.Runtime;

/// <summary>
/// The flow twin of a line with its past: the flow state that opens a bucket is kept in the ledger under the line's own name, so that a bucket from long ago can
/// be attributed again.
/// </summary>
internal sealed class LineFlow
{
    private readonly string _lineId;
    private readonly int _lineKey;
    private readonly MachineSlot[] _machines;
    private readonly ITwinStore _store;
    private readonly TwinChanges _changes;
    private readonly StateWriter _writer = new();
    private FlowTwin _twin;
    private long _version;

    public LineFlow(CompositeAsset line, MachineSlot[] machines, int lineKey, ITwinStore store, TwinChanges changes)
    {
        (_lineId, _lineKey, _machines, _store, _changes) = (line.Id, lineKey, machines, store, changes);
        _twin = new FlowTwin(new FlowGraph([.. machines.Select(machine => machine.Twin.Id)], line.Flow));
    }

    /// <summary>Takes a machine's report; returns the corrections of waiting time that it brings about.</summary>
    public async ValueTask<IReadOnlyList<BucketReport>> ApplyAsync(BucketReport report)
    {
        if (!report.IsSettled || report.Part != ReportPart.Own)
            return [];
        var answer = _twin.Apply(_twin.Graph.NumberOf(report.TwinId), report);
        if (answer is { Request: null, Openings.Count: 0 })
            return answer.Corrections;
        var corrections = new List<BucketReport>();
        while (true)
        {
            corrections.AddRange(answer.Corrections);
            foreach (var opening in answer.Openings)
                Keep(opening);
            if (answer.Request is not { } request)
                return corrections;
            answer = _twin.Refold(await ReadAsync(request));
        }
    }

    public byte[] Save()
    {
        _writer.Clear();
        _writer.WriteInt64(_version);
        _twin.Write(_writer);
        return _writer.ToArray();
    }

    /// <summary>Restores a snapshot of the same line; a line that was rebuilt begins anew.</summary>
    public void Read(ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state);
        _version = reader.ReadInt64();
        try
        {
            _twin = FlowTwin.Read(ref reader, _twin.Graph);
        }
        catch (StateFormatException)
        {
            // Other machines or buffers than before: levels and pieces in process are found again as the line runs.
        }
    }

    private void Keep(in FlowOpening opening)
    {
        _writer.Clear();
        opening.State.Write(_writer);
        _changes.Put(
            _lineKey, new BucketReport(_lineId, ReportPart.Flow, opening.BucketTicks, ++_version, true, [], []), _writer.ToArray());
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
        return new FlowHistory(request.BucketTicks, opening, reports, next, next is { } ticks ? await OpeningAsync(ticks) : null);
    }

    private async ValueTask<FlowState?> OpeningAsync(long bucketTicks)
    {
        if (await _store.Ledger.ReadRowAsync(new LedgerRowKey(_lineKey, ReportPart.Flow, bucketTicks)) is not { } row)
            return null;
        var reader = new StateReader(row.OpeningState.Span);
        return FlowState.Read(ref reader);
    }
}
