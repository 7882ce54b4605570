using OrleansTwin.Store;
using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Reports;

namespace OrleansTwin.Runtime.Engine;

/// <summary>
/// What a partition has changed since the last checkpoint. Rows are shown to readers at once and handed to the next checkpoint.
/// </summary>
internal sealed class TwinChanges(ITwinMemory store)
{
    private readonly Dictionary<LedgerRowKey, LedgerRow> _rows = [];

    public void Put(int twinKey, in FoldedBucket bucket) => Put(twinKey, bucket.Report, bucket.Opening);

    public void Put(int twinKey, BucketReport report, ReadOnlyMemory<byte> opening = default)
    {
        var row = new LedgerRow(twinKey, report, opening);
        store.Ledger.Put(row);
        _rows[row.Key] = row;
    }

    /// <summary>Hands the rows over and begins anew.</summary>
    public List<LedgerRow> TakeRows()
    {
        var rows = _rows.Values.ToList();
        _rows.Clear();
        return rows;
    }
}

/// <summary>One partition's part of a checkpoint.</summary>
internal sealed record PartitionSave(List<Snapshot> Snapshots, List<LedgerRow> Rows, List<AlarmRow> Alarms);
