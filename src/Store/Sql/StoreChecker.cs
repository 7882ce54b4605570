using OrleansTwin.Store.Buffers;
using OrleansTwin.Store.Codecs;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Sql;

/// <summary>Reads all tables page by page, so that no read holds a state of the database for long.</summary>
internal sealed class StoreChecker(ReaderPool readers, HistoryBounds bounds)
{
    private const int RowsPerRead = 256;

    private readonly List<Sample> _samples = [];
    private readonly List<Aggregate> _aggregates = [];
    private long _chunks;
    private long _samplesRead;
    private long _aggregatesRead;
    private long _rows;
    private long _sums;

    public async ValueTask<StoreCheck> RunAsync(CancellationToken cancellation)
    {
        var pages = await TryAsync("pages", database => database.CheckPages(), [], cancellation).ConfigureAwait(false);
        foreach (var finding in pages)
            ReportFile(finding);
        await WalkAsync("chunk", ReadChunks, cancellation).ConfigureAwait(false);
        await WalkAsync("pyramid", ReadPyramids, cancellation).ConfigureAwait(false);
        await WalkAsync("ledger", ReadLedger, cancellation).ConfigureAwait(false);
        await WalkAsync("rollup", ReadSums, cancellation).ConfigureAwait(false);
        return new StoreCheck(_chunks, _samplesRead, _aggregatesRead, _rows, _sums, bounds.Damage.List());
    }

    /// <summary>Reads on after an id; a table whose pages are damaged ends there, and is told.</summary>
    private async ValueTask WalkAsync(string table, Func<SqlDatabase, long, long?> readAfter, CancellationToken cancellation)
    {
        for (long? id = 0; id is { } after;)
        {
            cancellation.ThrowIfCancellationRequested();
            id = await TryAsync(table, database => readAfter(database, after), null, cancellation).ConfigureAwait(false);
        }
    }

    private async ValueTask<T> TryAsync<T>(string table, Func<SqlDatabase, T> read, T otherwise, CancellationToken cancellation)
    {
        try
        {
            return await readers.ReadAsync(read, cancellation).ConfigureAwait(false);
        }
        catch (StoreCorruptedException broken)
        {
            ReportFile($"Table {table}: {broken.Message}");
            return otherwise;
        }
    }

    private void ReportFile(string finding) => bounds.Damage.Report(
        "", finding.GetHashCode(StringComparison.Ordinal), 0, new Damage(
        DamageKind.File, -1, 0, 0, $"{finding} What lies on those pages can't be read; restore a backup."));

    private long? ReadChunks(SqlDatabase database, long after)
    {
        List<(long Id, int Sensor, long Hour)> page = [];
        var rows = database.Prepare("SELECT id, sensor, hour FROM chunk WHERE id > ? ORDER BY id LIMIT ?")
            .With(after, RowsPerRead);
        while (rows.Step())
            page.Add((rows.Long(0), rows.Int(1), rows.Long(2)));
        foreach (var (id, sensor, hour) in page)
        {
            _samples.Clear();
            ChunkTable.Read(database, sensor, hour, id, _samples, bounds.Damage);
            _samplesRead += _samples.Count;
        }

        _chunks += page.Count;
        return page.Count == 0 ? null : page[^1].Id;
    }

    private long? ReadPyramids(SqlDatabase database, long after)
    {
        List<(long Id, int Sensor, long Hour, PyramidLevel Level)> page = [];
        var rows = database.Prepare("SELECT id, sensor, hour, level FROM pyramid WHERE id > ? ORDER BY id LIMIT ?")
            .With(after, RowsPerRead);
        while (rows.Step())
            page.Add((rows.Long(0), rows.Int(1), rows.Long(2), (PyramidLevel)rows.Int(3)));
        foreach (var (_, sensor, hour, level) in page)
            PyramidTable.TryRead(database, sensor, hour, level, _aggregates, bounds.Damage);
        _aggregatesRead += page.Count;
        return page.Count == 0 ? null : page[^1].Id;
    }

    private long? ReadLedger(SqlDatabase database, long after)
    {
        var (last, count) = LedgerTable.CheckAfter(database, after, RowsPerRead, bounds.Damage);
        _rows += count;
        return last;
    }

    private long? ReadSums(SqlDatabase database, long after)
    {
        var (last, count) = RollupTable.CheckAfter(database, after, RowsPerRead, bounds.Damage);
        _sums += count;
        return last;
    }
}
