using System.Diagnostics;
using OrleansTwin.Store.Archive;
using OrleansTwin.Store.Buffers;

namespace OrleansTwin.Store.Sql;

/// <summary>A store over a database with SQL: what there is to say to the database is the same for all of them.</summary>
internal sealed class SqlTwinStore : ITwinStore
{
    private readonly ISqlSource _source;
    private readonly StoreOptions _options;
    private readonly WriterLoop _writer;
    private readonly WriterLoop _appender;
    private readonly ReaderPool _readers;
    private readonly ReaderPool _journalReaders;
    private readonly SqlNameTable _names;
    private readonly SqlJournal _journal;
    private readonly ReceiptIndex _receipts;
    private readonly SampleBuffer _samples;
    private readonly HistoryFlush _flush;
    private readonly ArchiveFlush _archived = new();
    private readonly LedgerOverlay _overlay = new();
    private readonly DamageBook _damage = new();
    private readonly HistoryBounds _bounds;
    private readonly HourKeeper _hours;
    private readonly SqlArchive _archive;
    private readonly Retention _retention;
    private readonly HistoryUpkeep _upkeep;
    private readonly DeadLetterRing _letters;
    private readonly SidelineTables _sidelines;
    private readonly SqlOutbox _outbox;
    private readonly SemaphoreSlim _checkpointing = new(1);
    private long _checkpoints;
    private long _rowsStale;
    private long _lastDurationTicks;
    private bool _isDisposed;

    private SqlTwinStore(ISqlSource source, StoreOptions options)
    {
        (_source, _options) = (source, options);
        _writer = new WriterLoop("store writer", source.OpenWriter, options);
        _appender = new WriterLoop(
            "journal writer", source.OpenJournalWriter, options, reopened: database => _journal?.TakeOffFailed(database));
        _readers = new ReaderPool(source.OpenReader, options.ReadConnectionsMax, source.IsRemote);
        _journalReaders = new ReaderPool(
            source.OpenJournalReader, connectionsMax: options.JournalKeptBytesMax is null or > 0 ? 2 : 1, source.IsRemote);
        _names = new SqlNameTable(_writer, options);
        _receipts = new ReceiptIndex(options);
        _journal = new SqlJournal(_appender, _journalReaders, _names, _receipts, options);
        _samples = new SampleBuffer(options.NamesMax);
        _bounds = new HistoryBounds(_damage);
        _flush = new HistoryFlush(_samples, _bounds);
        _hours = new HourKeeper(options, _damage);
        _retention = new Retention(options, _bounds, _hours);
        _upkeep = new HistoryUpkeep(_writer, _hours, _retention, _bounds);
        _archive = new SqlArchive(options);
        _letters = new DeadLetterRing(options);
        _sidelines = new SidelineTables(_receipts, _letters, options);
        History = new SqlHistory(_samples, _bounds, _readers, options);
        Ledger = new SqlLedger(_overlay, _readers, _writer, _names, _damage);
        Snapshots = new SqlSnapshots(_readers);
        PlantVersions = new SqlPlantVersions(_writer, _readers, _archive, _journal, options);
        Audit = new SqlAuditLog(_writer, _readers);
        Alarms = new SqlAlarmLog(_readers);
        Health = new SqlHealthStates(SqlHealthStates.Health, _writer, _readers, _damage);
        LifeTracks = new SqlHealthStates(SqlHealthStates.LifeTracks, _writer, _readers, _damage);
        TrainedModels = new SqlTrainedModels(_writer, _readers, _damage);
        _outbox = new SqlOutbox(_writer, _readers, options);
        WorkOrders = new SqlWorkOrders(_writer, _readers, _outbox, _damage);
        UnknownTags = new SqlUnknownTags(_writer, _readers, _damage);
        Damage = new SqlDamage(_damage, _names, _writer, _upkeep);
    }

    public INameTable Names => _names;

    public IJournal Journal => _journal;

    public IReceipts Receipts => _receipts;

    public IHistory History { get; }

    public ILedger Ledger { get; }

    public ISnapshots Snapshots { get; }

    public IPlantVersions PlantVersions { get; }

    public IAuditLog Audit { get; }

    public IAlarmLog Alarms { get; }

    public IOutbox Outbox => _outbox;

    public IHealthStates Health { get; }

    public IHealthStates LifeTracks { get; }

    public ITrainedModels TrainedModels { get; }

    public IWorkOrders WorkOrders { get; }

    public IUnknownTags UnknownTags { get; }

    public IDeadLetters DeadLetters => _letters;

    public IDamageReport Damage { get; }

    /// <summary>The store of a database; it owns the source, also when this fails.</summary>
    public static async ValueTask<ITwinStore> OpenAsync(ISqlSource source, StoreOptions options)
    {
        SqlTwinStore? store = null;
        try
        {
            options.Check();
            store = new SqlTwinStore(source, options);
            await store.LoadAsync().ConfigureAwait(false);
            return store;
        }
        catch
        {
            if (store is not null)
                await store.DisposeAsync().ConfigureAwait(false);
            else
                source.Dispose();
            throw;
        }
    }

    public async ValueTask<CheckpointSummary> CheckpointAsync(Checkpoint checkpoint, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        await _checkpointing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            Check(checkpoint);
            var started = Stopwatch.GetTimestamp();
            var summary = await WriteAsync(checkpoint).ConfigureAwait(false);
            var isEnough = checkpoint.IsLast ? new CancellationToken(canceled: true) : cancellation;
            await _upkeep.RunAsync(isEnough).ConfigureAwait(false);
            await TrimArchiveAsync(isEnough).ConfigureAwait(false);
            return Count(summary with { Duration = Stopwatch.GetElapsedTime(started) });
        }
        finally
        {
            _checkpointing.Release();
        }
    }

    public void Forget()
    {
        _samples.DropUpTo(long.MaxValue);
        _overlay.Clear();
    }

    public StoreCounters ReadCounters()
    {
        var (batches, samples, bytes) = _journal.Appended;
        var (held, forgotten) = _receipts.Count();
        return new StoreCounters
        {
            BatchesAppended = batches,
            SamplesAppended = samples,
            JournalBytesAppended = bytes,
            JournalBytesHeld = _journal.BytesHeld,
            JournalBytesKept = _journal.BytesKept,
            JournalCommits = _appender.GroupCommits,
            WritesFailed = _writer.Failures + _appender.Failures,
            WritesWaiting = _writer.Queue.Count + _appender.Queue.Count,
            WriteBytesWaiting = _writer.Queue.Bytes + _appender.Queue.Bytes,
            WritesHeldUp = _writer.Queue.HeldUp + _appender.Queue.HeldUp,
            ReadsWaiting = _readers.Waiting,
            ReadsWaited = _readers.Waited,
            LastSequence = _journal.LastSequence,
            CheckpointCursor = _journal.CheckpointCursor,
            Checkpoints = Volatile.Read(ref _checkpoints),
            LastCheckpointDuration = TimeSpan.FromTicks(Volatile.Read(ref _lastDurationTicks)),
            BufferedSamples = _samples.Count,
            ChunksWritten = _hours.Written,
            ChunksMerged = _hours.Merged,
            HoursSettled = _hours.Settled,
            HistoryDropped = _retention.Dropped,
            SamplesTooLate = _bounds.TooLate,
            DamageFound = _damage.Count,
            DamageAccepted = _damage.Accepted,
            PendingRows = _overlay.Count,
            RowsStale = Volatile.Read(ref _rowsStale),
            ReceiptsHeld = held,
            ReceiptsForgotten = forgotten,
            DeadLetters = _letters.Total,
            ArchiveBytes = _archive.Bytes,
        };
    }

    /// <summary>Writes what is queued, after a checkpoint that is running. What was buffered since is in the journal.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        await _checkpointing.WaitAsync().ConfigureAwait(false);
        await _appender.DisposeAsync().ConfigureAwait(false);
        await _writer.DisposeAsync().ConfigureAwait(false);
        await _journalReaders.DisposeAsync().ConfigureAwait(false);
        await _readers.DisposeAsync().ConfigureAwait(false);
        _checkpointing.Dispose();
        _source.Dispose();
    }

    /// <summary>The schema and everything that is held in memory. Checks all that recovery will read.</summary>
    private async Task LoadAsync()
    {
        await _appender.RunAsync(database =>
        {
            _source.MigrateJournal(database);
            return true;
        }).ConfigureAwait(false);
        var (cursor, kept) = await _writer.RunAsync(database =>
        {
            _source.Migrate(database);
            DamageTable.Load(database, _damage);
            _retention.Load(database);
            _hours.Load(database);
            _names.Load(database, _damage);
            _sidelines.Load(database, _damage);
            _archive.Load(database);
            SqlSnapshots.Check(database, _damage);
            return (SqlJournal.ReadCursor(database), SqlJournal.KeptBytesMax(database, _options.JournalKeptBytesMax));
        }).ConfigureAwait(false);
        await _appender.RunAsync(database => _journal.Load(database, cursor, kept, _damage)).ConfigureAwait(false);
    }

    private void Check(Checkpoint checkpoint)
    {
        if (checkpoint.Cursor < _journal.CheckpointCursor || checkpoint.Cursor > _journal.LastSequence)
        {
            throw new ArgumentException(
                $"A checkpoint at {checkpoint.Cursor}; expected a cursor from {_journal.CheckpointCursor} (the last checkpoint) "
                + $"to {_journal.LastSequence} (the last committed batch).",
                nameof(checkpoint));
        }

        foreach (var row in checkpoint.Rows)
            LedgerRules.Check(row);
    }

    private async ValueTask<CheckpointSummary> WriteAsync(Checkpoint checkpoint)
    {
        _flush.Begin(checkpoint.Cursor);
        if (_archive.IsOn)
            await _archived.CollectAsync(_journal, _journal.CheckpointCursor, checkpoint.Cursor).ConfigureAwait(false);
        var work = new CheckpointWork(checkpoint, _flush, _archived, _hours, _archive, _sidelines, _outbox, _damage, _options);
        try
        {
            var summary = await _writer.RunAsync(work.Execute, _ => work.Committed()).ConfigureAwait(false);
            _flush.Saved();
            foreach (var row in checkpoint.Rows)
                _overlay.Saved(row);
            return summary with { BatchesTruncated = await _journal.TruncateAsync(checkpoint.Cursor).ConfigureAwait(false) };
        }
        catch
        {
            work.Failed();
            throw;
        }
    }

    /// <summary>Drops what is too old or too much, a stretch at a time.</summary>
    private async ValueTask TrimArchiveAsync(CancellationToken isEnough)
    {
        try
        {
            while (_archive.IsOn && !isEnough.IsCancellationRequested
                && await _writer.RunAsync(_archive.Trim, cancellation: CancellationToken.None).ConfigureAwait(false))
            {
            }
        }
        catch (Exception exception) when (exception is StoreUnavailableException or StoreCorruptedException)
        {
            // The writer has counted it; the next checkpoint tries again.
            _archive.Forget();
        }
    }

    private CheckpointSummary Count(CheckpointSummary summary)
    {
        Interlocked.Increment(ref _checkpoints);
        Interlocked.Add(ref _rowsStale, summary.RowsStale);
        Volatile.Write(ref _lastDurationTicks, summary.Duration.Ticks);
        return summary;
    }
}
