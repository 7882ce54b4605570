using OrleansTwin.Store.Codecs;

namespace OrleansTwin.Store.Sql;

/// <summary>The audit log: appended, never changed.</summary>
internal sealed class SqlAuditLog(WriterLoop writer, ReaderPool readers) : IAuditLog
{
    public const string Columns = "id, at_ticks, actor, action, subject, detail, crc";

    /// <summary>Reads an entry; false: it differs from what was written.</summary>
    public static bool TryRead(SqlStatement row, out AuditEntry entry)
    {
        var detail = row.IsNull(5) ? null : row.Text(5);
        entry = new AuditEntry(row.Long(0), row.Long(1), row.Text(2), row.Text(3), row.Text(4), detail);
        return row.IsNull(6) || row.Long(6) == ChecksumOf(entry);
    }

    public ValueTask<long> AppendAsync(
        long atTicks, string actor, string action, string subject, string? detail = null,
        CancellationToken cancellation = default) =>
        writer.RunAsync(database => Append(database, atTicks, actor, action, subject, detail), cancellation: cancellation);

    public ValueTask<IReadOnlyList<AuditEntry>> ReadAsync(
        int limit, long beforeId = long.MaxValue, CancellationToken cancellation = default) =>
        readers.ReadAsync<IReadOnlyList<AuditEntry>>(database => Read(database, limit, beforeId), cancellation);

    /// <summary>Part of a transaction that does what it tells.</summary>
    public static long Append(
        SqlDatabase database, long atTicks, string actor, string action, string subject, string? detail)
    {
        var id = (database.Number("SELECT max(id) FROM audit") ?? 0) + 1;
        var crc = ChecksumOf(new AuditEntry(id, atTicks, actor, action, subject, detail));
        database.Prepare("INSERT INTO audit (id, at_ticks, crc, actor, action, subject, detail) VALUES (?, ?, ?, ?, ?, ?, ?)")
            .With(id, atTicks, crc).Text(4, actor).Text(5, action).Text(6, subject).Text(7, detail).Run();
        return id;
    }

    private static List<AuditEntry> Read(SqlDatabase database, int limit, long beforeId)
    {
        List<AuditEntry> entries = [];
        var rows = database.Prepare($"SELECT {Columns} FROM audit WHERE id < ? ORDER BY id DESC LIMIT ?").With(beforeId, limit);
        while (rows.Step())
            entries.Add(TryRead(rows, out var entry) ? entry : Damaged(entry.Id));

        return entries;
    }

    /// <summary>A log must not lose an entry without a trace, nor show one that somebody changed.</summary>
    private static AuditEntry Damaged(long id) => new(
        id, 0, "", "damaged", "", "This entry is damaged: its checksum differs. What it said is not known.");

    private static long ChecksumOf(AuditEntry entry) => RecordChecksum.Of(
        [entry.Id, entry.AtTicks], [], entry.Actor, entry.Action, entry.Subject, entry.Detail);
}
