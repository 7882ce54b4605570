using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using OrleansTwin.Store.Buffers;
using OrleansTwin.Store.Codecs;

namespace OrleansTwin.Store.Sql;

/// <summary>
/// The journal: one row a batch. It has a writer of its own, so that an append never waits for a checkpoint; sequences are given
/// by that writer's thread and have no gaps. The cursor is written with the checkpoint: once it is durable there, the batches up
/// to it go.
/// </summary>
internal sealed class SqlJournal(
    WriterLoop writer, ReaderPool readers, INameTable names, ReceiptIndex receipts, StoreOptions options) : IJournal
{
    /// <summary>Batches of a first read; how many samples they hold shows only then.</summary>
    public const int BatchesPerReadMin = 8;

    private const int PooledMax = 256;
    private const int PooledBytesMax = 256 * 1024;
    private const long SamplesPerRead = 64 * 1024;
    private const int BatchesPerReadMax = 1024;
    private const int LostMax = 1_000_000;
    private const int BatchesPerTruncation = 256;

    private readonly ConcurrentQueue<AppendRequest> _pool = new();
    private readonly JournalRoom _room = new(options.JournalBytesMax);
    private readonly JournalKeep _keep = new();
    private long _assigned;
    private long _last;
    private long _cursor;
    private long _batches;
    private long _samples;
    private long _bytes;
    private DamageBook? _damage;

    public long LastSequence => Volatile.Read(ref _last);

    public long CheckpointCursor => Volatile.Read(ref _cursor);

    public long KeptAfter => _keep.After;

    /// <summary>Bytes of <see cref="StoreOptions.JournalKeptBytesMax"/> that are taken.</summary>
    public long BytesKept => _keep.Bytes;

    public (long Batches, long Samples, long Bytes) Appended =>
        (Volatile.Read(ref _batches), Volatile.Read(ref _samples), Volatile.Read(ref _bytes));

    /// <summary>Bytes of <see cref="StoreOptions.JournalBytesMax"/> that batches take which wait for a checkpoint.</summary>
    public long BytesHeld => _room.Bytes + _keep.Excess;

    public long BytesMaxOf(in JournalBatch batch) => JournalRoom.CostOf(JournalCodec.BytesMaxOf(batch));

    public bool HasRoomFor(long bytes) => _room.Has(bytes + _keep.Excess);

    public void Release(long cursor) => _keep.Release(cursor);

    public ValueTask<long> AppendAsync(JournalBatch batch, CancellationToken cancellation = default)
    {
        Check(batch);
        cancellation.ThrowIfCancellationRequested();
        var request = _pool.TryDequeue(out var pooled) ? pooled : new AppendRequest(this);
        request.Prepare(batch);
        receipts.Begin(request.Receipts);
        return writer.Queue.TryAdd(request) ? request.Completion : AppendLaterAsync(request, cancellation);
    }

    public async IAsyncEnumerable<JournalEntry> ReadAfterAsync(
        long cursor, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        for (var batches = BatchesPerReadMin; ;)
        {
            if (cursor < KeptAfter)
                throw new ArgumentException($"Journal after {cursor} asked; it begins after {KeptAfter}.", nameof(cursor));
            var (after, limit) = (cursor, batches);
            var entries = await readers.ReadAsync(database => Read(database, after, limit), cancellation).ConfigureAwait(false);
            foreach (var entry in entries)
                yield return entry;
            if (entries.Count == 0)
                yield break;
            cursor = entries[^1].Sequence;
            var samples = Math.Max(1L, entries.Sum(static entry => (long)entry.Samples.Length));
            batches = (int)Math.Clamp(SamplesPerRead * entries.Count / samples, BatchesPerReadMin, BatchesPerReadMax);
        }
    }

    /// <summary>The cursor of the last checkpoint.</summary>
    public static long ReadCursor(SqlDatabase database) =>
        database.Number("SELECT value FROM meta WHERE key = 'cursor'")
        ?? throw new StoreCorruptedException("The checkpoint's cursor is missing (table meta).");

    /// <summary>How many bytes stay behind the checkpoint: what is said now, or was said last.</summary>
    public static long KeptBytesMax(SqlDatabase database, long? said)
    {
        var before = database.Number("SELECT value FROM meta WHERE key = 'kept'") ?? 0;
        if (said is { } now && now != before)
        {
            database.Prepare("INSERT INTO meta (key, value) VALUES ('kept', ?1) ON CONFLICT (key) DO UPDATE SET value = ?1")
                .With(now).Run();
        }

        return said ?? before;
    }

    /// <summary>Part of a checkpoint's transaction.</summary>
    public static void SetCursor(SqlDatabase database, long cursor) =>
        database.Prepare("UPDATE meta SET value = ? WHERE key = 'cursor'").With(cursor).Run();

    /// <summary>
    /// At the start: drops the batches that the checkpoint has (a kill may have come before they went), checks those after it and
    /// learns their receipts. A batch that is damaged or missing is told, and becomes an empty one: the start goes on behind it.
    /// </summary>
    public long Load(SqlDatabase database, long cursor, long keptBytesMax, DamageBook damage)
    {
        (_cursor, _last, _damage) = (cursor, cursor, damage);
        BeginKeep(database, cursor, keptBytesMax);
        List<long> lost = [];
        var rows = database.Prepare("SELECT sequence, crc, data FROM journal WHERE sequence > ? ORDER BY sequence").With(cursor);
        while (rows.Step())
        {
            if (_last == cursor && rows.Long(0) > cursor + 1)
                throw IsNewerThanCheckpoint(cursor + 1, rows.Long(0));
            for (; _last + 1 < rows.Long(0) && lost.Count < LostMax; _room.Add(0))
                lost.Add(++_last);
            if (IsWhole(rows, ++_last))
            {
                receipts.Commit(JournalCodec.ReadReceipts(rows.Blob(2)), _last);
                _room.Add(rows.Blob(2).Length);
                continue;
            }

            lost.Add(_last);
            _room.Add(0);
        }

        foreach (var sequence in lost)
            Replace(database, sequence, damage);
        return _assigned = _last;
    }

    /// <summary>Whether a batch that must get this number (0: any) would get it now. On the writer's thread.</summary>
    public bool IsNext(long sequence) => sequence == 0 || sequence == _assigned + 1;

    /// <summary>
    /// On a new connection of the writer: batches that were told as failed when the old one was lost, and are there all the same.
    /// </summary>
    public void TakeOffFailed(SqlDatabase database)
    {
        database.Begin();
        database.Prepare("DELETE FROM journal WHERE sequence > ?").With(_last).Run();
        database.Commit();
    }

    public long Insert(SqlDatabase database, ReadOnlySpan<byte> data)
    {
        var sequence = ++_assigned;
        database.Prepare("INSERT INTO journal (sequence, crc, data) VALUES (?, ?, ?)")
            .With(sequence, Crc32C.Of(sequence, data)).Blob(3, data).Run();
        return sequence;
    }

    public void Committed(AppendRequest request)
    {
        receipts.Commit(request.Receipts, request.Sequence);
        _room.Add(request.Bytes);
        Volatile.Write(ref _batches, _batches + 1);
        Volatile.Write(ref _samples, _samples + request.Samples);
        Volatile.Write(ref _bytes, _bytes + request.Bytes);
        Volatile.Write(ref _last, request.Sequence);
    }

    public void Failed(AppendRequest request)
    {
        receipts.Abort(request.Receipts);
        _assigned = _last;
    }

    /// <summary>It wrote nothing; its group did.</summary>
    public void Refused(AppendRequest request) => receipts.Abort(request.Receipts);

    public void Recycle(AppendRequest request)
    {
        if (request.Bytes <= PooledBytesMax && _pool.Count < PooledMax)
            _pool.Enqueue(request);
    }

    /// <summary>
    /// The checkpoint at a cursor is durable: the batches up to it, but for those that are kept, are dropped in slices, between
    /// which appends pass. Returns how many were. What can't be dropped now goes with the next checkpoint, or at the next start.
    /// </summary>
    public async ValueTask<long> TruncateAsync(long cursor)
    {
        var checkpointed = _room.DropFirst(cursor - CheckpointCursor);
        Volatile.Write(ref _cursor, cursor);
        _keep.Add(cursor, checkpointed);
        var before = KeptAfter;
        try
        {
            for (var due = _keep.IsOn ? _keep.Due() : cursor; KeptAfter < due;)
            {
                var to = Math.Min(due, KeptAfter + BatchesPerTruncation);
                await writer.RunAsync(database => Delete(database, to)).ConfigureAwait(false);
                _keep.Dropped(to);
            }
        }
        catch (StoreUnavailableException)
        {
            // The writer has counted it.
        }

        return KeptAfter - before;
    }

    /// <summary>At the start: what is kept stays, as far as it has no gap.</summary>
    private void BeginKeep(SqlDatabase database, long cursor, long bytesMax)
    {
        if (bytesMax == 0)
            Delete(database, cursor);
        var oldest = database.Number("SELECT min(sequence) FROM journal WHERE sequence <= ?", cursor);
        _keep.Begin(bytesMax, oldest is { } first ? first - 1 : cursor, cursor, oldest is null ? 0 : database.BytesOfJournal());
    }

    private static long Delete(SqlDatabase database, long cursor)
    {
        database.Prepare("DELETE FROM journal WHERE sequence <= ?").With(cursor).Run();
        return cursor;
    }

    /// <summary>The next batches behind a sequence, some at a time; none at the journal's end.</summary>
    public static List<JournalEntry> ReadAfter(SqlDatabase database, long cursor, int batchesMax)
    {
        List<JournalEntry> entries = [];
        var rows = database.Prepare("SELECT sequence, crc, data FROM journal WHERE sequence > ? ORDER BY sequence LIMIT ?")
            .With(cursor, batchesMax);
        while (rows.Step())
            entries.Add(new JournalEntry(++cursor, JournalCodec.ReadSamples(CheckedData(rows, cursor))));
        return entries;
    }

    /// <summary>
    /// The same, where what a checkpoint has and what is found damaged or missing now counts as empty: it was folded.
    /// </summary>
    private List<JournalEntry> Read(SqlDatabase database, long cursor, int batchesMax)
    {
        List<JournalEntry> entries = [];
        var rows = database.Prepare("SELECT sequence, crc, data FROM journal WHERE sequence > ? ORDER BY sequence LIMIT ?")
            .With(cursor, batchesMax);
        while (rows.Step())
        {
            for (; cursor + 1 < rows.Long(0) && cursor < CheckpointCursor && entries.Count < LostMax; ReportKept(cursor))
                entries.Add(new JournalEntry(++cursor, []));
            if (++cursor <= CheckpointCursor && !IsWhole(rows, cursor))
            {
                entries.Add(new JournalEntry(cursor, []));
                ReportKept(cursor);
                continue;
            }

            entries.Add(new JournalEntry(cursor, JournalCodec.ReadSamples(CheckedData(rows, cursor))));
        }

        return entries;
    }

    private void ReportKept(long sequence) => _damage?.Report("", sequence, -1, new Damage(
        DamageKind.Journal, -1, 0, 0,
        $"Journal batch {sequence}, kept for a grid, is damaged or missing: here nothing is lost, but it can't be forwarded."));

    private static StoreCorruptedException IsNewerThanCheckpoint(long expected, long found) => new(
        $"Journal batch {expected} is missing; the next one found is {found}. The last checkpoint is older than the journal: "
        + "restore both from one backup.");

    private static bool IsWhole(SqlStatement row, long sequence) =>
        row.Long(0) == sequence && row.Long(1) == Crc32C.Of(sequence, row.Blob(2));

    private static void Replace(SqlDatabase database, long sequence, DamageBook damage)
    {
        var empty = new ByteWriter();
        JournalCodec.Write(empty, new TextTable(), default);
        database.Prepare(
            "INSERT INTO journal (sequence, crc, data) VALUES (?1, ?2, ?3) "
            + "ON CONFLICT (sequence) DO UPDATE SET crc = ?2, data = ?3")
            .With(sequence, Crc32C.Of(sequence, empty.Written)).Blob(3, empty.Written).Run();
        damage.Report("", sequence, -1, new Damage(
            DamageKind.Journal, -1, 0, 0,
            $"Journal batch {sequence} is damaged or missing: its samples, which no checkpoint had yet, are lost unless their "
            + "source sends them again. All other batches are replayed."));
    }

    private static ReadOnlySpan<byte> CheckedData(SqlStatement row, long expected)
    {
        var data = row.Blob(2);
        if (row.Long(0) != expected)
            throw new StoreCorruptedException($"Journal batch {expected} is missing; the next one found is {row.Long(0)}.");
        if (row.Long(1) != Crc32C.Of(expected, data))
            throw new StoreCorruptedException($"Journal batch {expected} is damaged: its checksum differs.");
        return data;
    }

    private async ValueTask<long> AppendLaterAsync(AppendRequest request, CancellationToken cancellation)
    {
        try
        {
            await writer.Queue.AddAsync(request, cancellation).ConfigureAwait(false);
        }
        catch
        {
            receipts.Abort(request.Receipts);
            Recycle(request);
            throw;
        }

        return await request.Completion.ConfigureAwait(false);
    }

    private void Check(in JournalBatch batch)
    {
        if (batch.Samples.Length > options.SamplesPerBatchMax)
            throw TooMany(batch.Samples.Length, "samples", options.SamplesPerBatchMax, nameof(options.SamplesPerBatchMax));
        if (batch.Receipts.Length > options.ReceiptsPerBatchMax)
            throw TooMany(batch.Receipts.Length, "receipts", options.ReceiptsPerBatchMax, nameof(options.ReceiptsPerBatchMax));
        var count = names.Count;
        foreach (ref readonly var entry in batch.Samples.Span)
        {
            if ((uint)entry.SensorKey >= (uint)count)
                throw new ArgumentException($"A sample has sensor key {entry.SensorKey}; the names have keys 0 to {count - 1}.");
            if ((ulong)entry.Sample.SourceTicks > (ulong)DateTime.MaxValue.Ticks)
                throw new ArgumentException($"A sample has source time {entry.Sample.SourceTicks}; expected DateTime's ticks.");
            if (entry.Sample.Text is { } text && text.Length * 3L > options.TextBytesMax)
                CheckText(text);
        }

        foreach (ref readonly var receipt in batch.Receipts.Span)
        {
            var length = receipt.Answer?.Length ?? 0;
            if (length > options.AnswerCharsMax)
                throw TooMany(length, "characters in an answer", options.AnswerCharsMax, nameof(options.AnswerCharsMax));
        }
    }

    private void CheckText(string text)
    {
        var bytes = Encoding.UTF8.GetByteCount(text);
        if (bytes > options.TextBytesMax)
            throw TooMany(bytes, "bytes in a sample's text", options.TextBytesMax, nameof(options.TextBytesMax));
    }

    private static ArgumentException TooMany(int found, string what, int max, string option) =>
        new($"{found} {what}; the limit is {max} ({option}).");
}
