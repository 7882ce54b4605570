using OrleansTwin.Store.Codecs;

namespace OrleansTwin.Store.Sql;

/// <summary>The outbox: written with checkpoints, emptied by those who tell.</summary>
internal sealed class SqlOutbox(WriterLoop writer, ReaderPool readers, StoreOptions options) : IOutbox
{
    public const string Columns = "id, event, kind, at_ticks, body, crc";
    public const string UndeliveredColumns = "id, event, kind, at_ticks, body, crc, target, given_up_ticks, reason";

    private volatile bool _isOn;
    private long _dropped;
    private long _newest;

    public bool IsOn => _isOn;

    public long Dropped => Interlocked.Read(ref _dropped);

    public long Newest => Interlocked.Read(ref _newest);

    public async ValueTask<IReadOnlyDictionary<string, long>> OpenAsync(
        IReadOnlyCollection<string> targets, CancellationToken cancellation = default)
    {
        var positions = await writer.RunAsync(database => Open(database, targets), cancellation: cancellation)
            .ConfigureAwait(false);
        _isOn = positions.Count > 0;
        return positions;
    }

    public ValueTask<IReadOnlyList<OutboxEntry>> ReadAsync(
        long position, int limit, CancellationToken cancellation = default) =>
        readers.ReadAsync<IReadOnlyList<OutboxEntry>>(database => Read(database, position, limit), cancellation);

    public async ValueTask MoveAsync(
        string target, long position, IReadOnlyList<Undelivered> givenUp, CancellationToken cancellation = default) =>
        await writer.RunAsync(database => Move(database, target, position, givenUp), cancellation: cancellation)
            .ConfigureAwait(false);

    public ValueTask<OutboxBacklog> LookAsync(string target, long position, CancellationToken cancellation = default) =>
        readers.ReadAsync(database => Look(database, target, position), cancellation);

    public ValueTask<IReadOnlyList<Undelivered>> ReadUndeliveredAsync(
        string? target, int limit, CancellationToken cancellation = default) =>
        readers.ReadAsync<IReadOnlyList<Undelivered>>(database => ReadUndelivered(database, target, limit), cancellation);

    public async ValueTask ForgetUndeliveredAsync(long number, CancellationToken cancellation = default) =>
        await writer.RunAsync(
            database =>
            {
                database.Prepare("DELETE FROM outbox_undelivered WHERE id = ?").With(number).Run();
                return true;
            },
            cancellation: cancellation).ConfigureAwait(false);

    /// <summary>
    /// Part of a transaction, of which <see cref="Committed"/> is told. An event that waits already is not written again.
    /// </summary>
    public OutboxWritten Write(SqlDatabase database, IReadOnlyList<OutboxEvent> events)
    {
        foreach (var told in events)
        {
            database.Prepare(
                "INSERT INTO outbox (at_ticks, crc, event, kind, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT (event) DO NOTHING")
                .With(told.AtTicks, ChecksumOf(told)).Text(3, told.Id).Text(4, told.Kind).Text(5, told.Body).Run();
        }

        if (events.Count == 0 || database.Number("SELECT max(id) FROM outbox") is not { } newest)
            return default;
        var last = newest - options.OutboxEventsMax;
        var untold = database.Number(
            $"SELECT count(*) FROM outbox WHERE id <= {last} AND id > (SELECT min(position) FROM outbox_target)") ?? 0;
        database.Prepare("DELETE FROM outbox WHERE id <= ?").With(last).Run();
        return new OutboxWritten(newest, untold);
    }

    public void Committed(OutboxWritten written)
    {
        Interlocked.Add(ref _dropped, written.Untold);
        if (written.Newest > 0)
            Interlocked.Exchange(ref _newest, written.Newest);
    }

    /// <summary>Reads an event that waits; false: it differs from what was written.</summary>
    public static bool TryRead(SqlStatement row, out OutboxEntry read)
    {
        read = new OutboxEntry(row.Long(0), EventOf(row));
        return row.Long(5) == ChecksumOf(read.Event);
    }

    /// <summary>Reads one that was given up; false: it differs from what was written.</summary>
    public static bool TryRead(SqlStatement row, out Undelivered read)
    {
        read = new Undelivered(row.Long(0), row.Text(6), EventOf(row), row.Long(7), row.Text(8));
        return row.Long(5) == ChecksumOf(read);
    }

    private static OutboxEvent EventOf(SqlStatement row) => new(row.Text(1), row.Text(2), row.Long(3), row.Text(4));

    private static Dictionary<string, long> Open(SqlDatabase database, IReadOnlyCollection<string> targets)
    {
        var positions = new Dictionary<string, long>(StringComparer.Ordinal);
        var known = database.Prepare("SELECT name, position FROM outbox_target");
        while (known.Step())
            positions[known.Text(0)] = known.Long(1);
        var newest = Math.Max(database.Number("SELECT max(id) FROM outbox") ?? 0, positions.Values.DefaultIfEmpty().Max());
        foreach (var gone in positions.Keys.Except(targets).ToList())
        {
            positions.Remove(gone);
            database.Prepare("DELETE FROM outbox_target WHERE name = ?").Text(1, gone).Run();
            database.Prepare("DELETE FROM outbox_undelivered WHERE target = ?").Text(1, gone).Run();
        }

        foreach (var added in targets.Where(target => positions.TryAdd(target, newest)))
            database.Prepare("INSERT INTO outbox_target (position, name) VALUES (?, ?)").With(newest).Text(2, added).Run();
        Prune(database);
        return positions;
    }

    /// <summary>A damaged one is left out; a check of the store tells of it.</summary>
    private static List<OutboxEntry> Read(SqlDatabase database, long position, int limit)
    {
        List<OutboxEntry> read = [];
        var rows = database.Prepare($"SELECT {Columns} FROM outbox WHERE id > ? ORDER BY id LIMIT ?").With(position, limit);
        while (rows.Step())
        {
            if (TryRead(rows, out OutboxEntry entry))
                read.Add(entry);
        }

        return read;
    }

    private bool Move(SqlDatabase database, string target, long position, IReadOnlyList<Undelivered> givenUp)
    {
        var number = database.Number("SELECT max(id) FROM outbox_undelivered") ?? 0;
        foreach (var (_, name, told, givenUpTicks, reason) in givenUp)
        {
            var lost = new Undelivered(++number, name, told, givenUpTicks, reason);
            database.Prepare(
                $"INSERT INTO outbox_undelivered ({UndeliveredColumns}) VALUES (?1, ?5, ?6, ?2, ?7, ?3, ?8, ?4, ?9)")
                .With(number, told.AtTicks, ChecksumOf(lost), givenUpTicks)
                .Text(5, told.Id).Text(6, told.Kind).Text(7, told.Body).Text(8, name).Text(9, reason).Run();
        }

        if (givenUp.Count > 0)
        {
            database.Prepare("DELETE FROM outbox_undelivered WHERE id <= ?").With(number - options.OutboxUndeliveredMax).Run();
        }

        database.Prepare("UPDATE outbox_target SET position = ? WHERE name = ?").With(position).Text(2, target).Run();
        Prune(database);
        return true;
    }

    /// <summary>Without targets there is no position, and nothing that waits.</summary>
    private static void Prune(SqlDatabase database)
    {
        if (database.Number("SELECT min(position) FROM outbox_target") is { } told)
            database.Prepare("DELETE FROM outbox WHERE id <= ?").With(told).Run();
        else
            database.Prepare("DELETE FROM outbox WHERE id > ?").With(0).Run();
    }

    private static OutboxBacklog Look(SqlDatabase database, string target, long position)
    {
        var waiting = database.Prepare("SELECT count(*), min(at_ticks) FROM outbox WHERE id > ?").With(position);
        waiting.Step();
        var (count, oldest) = (waiting.Long(0), waiting.IsNull(1) ? (long?)null : waiting.Long(1));
        waiting.Reset();
        var lost = database.Prepare("SELECT count(*) FROM outbox_undelivered WHERE target = ?").Text(1, target);
        lost.Step();
        var backlog = new OutboxBacklog(count, oldest, lost.Long(0));
        lost.Reset();
        return backlog;
    }

    private static List<Undelivered> ReadUndelivered(SqlDatabase database, string? target, int limit)
    {
        List<Undelivered> read = [];
        var rows = database.Prepare(
            $"SELECT {UndeliveredColumns} FROM outbox_undelivered WHERE target = ?2 OR ?3 = '' ORDER BY id DESC LIMIT ?1")
            .With(limit).Text(2, target ?? "").Text(3, target ?? "");
        while (rows.Step())
        {
            if (TryRead(rows, out Undelivered lost))
                read.Add(lost);
        }

        return read;
    }

    private static long ChecksumOf(OutboxEvent told) =>
        RecordChecksum.Of([told.AtTicks], [], told.Id, told.Kind, told.Body);

    private static long ChecksumOf(Undelivered lost) => RecordChecksum.Of(
        [lost.Number, lost.Event.AtTicks, lost.GivenUpTicks], [],
        lost.Target, lost.Event.Id, lost.Event.Kind, lost.Event.Body, lost.Reason);
}

/// <summary>What a transaction has done to the outbox.</summary>
/// <param name="Newest">Position of the newest event; 0: none was written.</param>
/// <param name="Untold">Events that had to go before all were told.</param>
internal readonly record struct OutboxWritten(long Newest, long Untold);
