using System.Collections.Concurrent;
using OrleansTwin.Twins.Reports;

namespace OrleansTwin.Store.Buffers;

/// <summary>
/// Ledger rows that readers shall see before their checkpoint. Exactness needs no lock around the database: a reader captures the
/// rows
/// first and opens its database snapshot after, a row leaves only when its checkpoint has committed, and the reader replaces
/// whatever the snapshot holds
/// under the row's key, if that is older. So a row is seen in memory, or in the database, or in both and counted once.
/// </summary>
internal sealed class LedgerOverlay
{
    private readonly ConcurrentDictionary<int, Rows> _twins = new();
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public void Put(LedgerRow row)
    {
        if (_twins.GetOrAdd(row.TwinKey, static _ => new Rows()).Put(row))
            Interlocked.Increment(ref _count);
    }

    /// <summary>Rows with a bucket in [from, to), in order of bucket, then part.</summary>
    public List<LedgerRow> Capture(int twinKey, long fromTicks, long toTicks) =>
        _twins.TryGetValue(twinKey, out var rows) ? rows.Capture(fromTicks, toTicks) : [];

    public LedgerRow? Find(in LedgerRowKey key) => _twins.TryGetValue(key.TwinKey, out var rows) ? rows.Find(key) : null;

    /// <summary>The row, or a later one of its key, is in the database now.</summary>
    public void Saved(LedgerRow row)
    {
        if (_twins.TryGetValue(row.TwinKey, out var rows) && rows.RemoveUpTo(row))
            Interlocked.Decrement(ref _count);
    }

    /// <summary>Lets go of everything; nobody may be putting.</summary>
    public void Clear()
    {
        _twins.Clear();
        Volatile.Write(ref _count, 0);
    }

    private sealed class Rows
    {
        private readonly Lock _lock = new();
        private readonly SortedList<(long BucketTicks, ReportPart Part), LedgerRow> _rows = [];

        public bool Put(LedgerRow row)
        {
            var place = (row.Report.BucketTicks, row.Report.Part);
            lock (_lock)
            {
                var isNew = !_rows.TryGetValue(place, out var before);
                if (before is null || before.Report.Version < row.Report.Version)
                    _rows[place] = row;
                return isNew;
            }
        }

        public List<LedgerRow> Capture(long fromTicks, long toTicks)
        {
            List<LedgerRow> captured = [];
            lock (_lock)
            {
                for (var i = FirstFrom(fromTicks); i < _rows.Count && _rows.GetKeyAtIndex(i).BucketTicks < toTicks; i++)
                    captured.Add(_rows.GetValueAtIndex(i));
            }

            return captured;
        }

        public LedgerRow? Find(in LedgerRowKey key)
        {
            lock (_lock)
                return _rows.GetValueOrDefault((key.BucketTicks, key.Part));
        }

        public bool RemoveUpTo(LedgerRow saved)
        {
            var place = (saved.Report.BucketTicks, saved.Report.Part);
            lock (_lock)
            {
                return _rows.TryGetValue(place, out var row) && row.Report.Version <= saved.Report.Version && _rows.Remove(place);
            }
        }

        private int FirstFrom(long bucketTicks)
        {
            int low = 0, high = _rows.Count;
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (_rows.GetKeyAtIndex(middle).BucketTicks < bucketTicks)
                    low = middle + 1;
                else
                    high = middle;
            }

            return low;
        }
    }
}
