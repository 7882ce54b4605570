using OrleansTwin.Store;
using OrleansTwin.Twins.Reports;

namespace OrleansTwin.Runtime.Engine;

/// <summary>
/// The twins' memory as one loop reads it in the course of a batch. A machine that was silent for days settles thousands of
/// minutes at once, each of which asks for rows of its minute, and a question to a database server is a round trip. So the second
/// question about a page of a twin's rows takes the whole page along, and what was read is kept until the batch ends. The loop's
/// own rows are seen at once; of rows that other loops put meanwhile it sees those that it is told of.
/// </summary>
internal sealed class LoopMemory(ITwinMemory inner) : ITwinMemory, IFoldLedger
{
    private const long PageTicks = 2 * TimeSpan.TicksPerHour;

    /// <summary>A row takes some 700 bytes. When more have been read, reading begins anew.</summary>
    private const int RowsMax = 20_000;

    private readonly Dictionary<(int TwinKey, ReportPart Part, long Page), Page> _pages = [];
    private readonly Dictionary<(int TwinKey, ReportPart Part), long> _ends = [];
    private int _rows;

    public INameTable Names => inner.Names;

    public ISnapshots Snapshots => inner.Snapshots;

    public IFoldHistory History => inner.History;

    public IFoldLedger Ledger => this;

    public void Put(LedgerRow row)
    {
        inner.Ledger.Put(row);
        Note(row);
    }

    /// <summary>Another loop has put a row, and told of it.</summary>
    public void Note(BucketReport report)
    {
        if (_pages.Count > 0 && Names.TryGetKey(report.TwinId, out var key))
            Note(new LedgerRow(key, report, default));
    }

    public async ValueTask<LedgerRow?> ReadRowAsync(LedgerRowKey key, CancellationToken cancellation = default)
    {
        var place = (key.TwinKey, key.Part, key.BucketTicks / PageTicks);
        if (!_pages.TryGetValue(place, out var page))
        {
            page = new Page();
            page.Rows[key.BucketTicks] = await inner.Ledger.ReadRowAsync(key, cancellation);
            Keep(place, page);
        }

        if (page.Rows.TryGetValue(key.BucketTicks, out var row) || page.IsWhole)
            return row;
        page = await ReadPageAsync(place, cancellation);
        return page.Rows.GetValueOrDefault(key.BucketTicks);
    }

    public ValueTask<IReadOnlyList<LedgerRow>> ReadRowsAsync(
        int twinKey, ReportPart part, long fromTicks, long toTicks, int limit = int.MaxValue,
        CancellationToken cancellation = default) =>
        limit == 1 && toTicks == long.MaxValue
            ? ReadNextAsync(twinKey, part, fromTicks, cancellation)
            : inner.Ledger.ReadRowsAsync(twinKey, part, fromTicks, toTicks, limit, cancellation);

    /// <summary>The batch has ended.</summary>
    public void Forget()
    {
        _pages.Clear();
        _ends.Clear();
        _rows = 0;
    }

    /// <summary>The first row from a bucket on.</summary>
    private async ValueTask<IReadOnlyList<LedgerRow>> ReadNextAsync(
        int twinKey, ReportPart part, long fromTicks, CancellationToken cancellation)
    {
        if (_ends.TryGetValue((twinKey, part), out var end) && fromTicks > end)
            return [];
        if (_pages.GetValueOrDefault((twinKey, part, fromTicks / PageTicks))?.FirstFrom(fromTicks) is { } held)
            return [held];
        var next = await inner.Ledger.ReadRowsAsync(twinKey, part, fromTicks, long.MaxValue, limit: 1, cancellation);
        if (next.Count == 0)
            _ends[(twinKey, part)] = fromTicks - 1;
        return next;
    }

    private async ValueTask<Page> ReadPageAsync(
        (int TwinKey, ReportPart Part, long Page) place, CancellationToken cancellation)
    {
        var page = new Page { IsWhole = true };
        var from = place.Page * PageTicks;
        foreach (var row in await inner.Ledger.ReadRowsAsync(
            place.TwinKey, place.Part, from, from + PageTicks, cancellation: cancellation))
            page.Rows[row.Report.BucketTicks] = row;
        Keep(place, page);
        return page;
    }

    private void Keep((int TwinKey, ReportPart Part, long Page) place, Page page)
    {
        if ((_rows += page.Rows.Count) > RowsMax)
            Forget();
        _pages[place] = page;
    }

    private void Note(LedgerRow row)
    {
        var (key, part, bucket) = (row.TwinKey, row.Report.Part, row.Report.BucketTicks);
        if (_ends.TryGetValue((key, part), out var end) && bucket > end)
            _ends[(key, part)] = bucket;
        if (_pages.TryGetValue((key, part, bucket / PageTicks), out var page))
            page.Note(row);
    }

    /// <summary>Rows of one part of a twin in two hours: one of them, or all.</summary>
    private sealed class Page
    {
        public SortedList<long, LedgerRow?> Rows { get; } = [];

        public bool IsWhole { get; init; }

        public void Note(LedgerRow row)
        {
            var bucket = row.Report.BucketTicks;
            if ((Rows.TryGetValue(bucket, out var held) || IsWhole) && !(held?.Report.Version >= row.Report.Version))
                Rows[bucket] = row;
        }

        /// <summary>The first row at or behind a bucket, where the page can tell.</summary>
        public LedgerRow? FirstFrom(long bucketTicks) =>
            IsWhole ? Rows.FirstOrDefault(row => row.Key >= bucketTicks).Value : null;
    }
}
