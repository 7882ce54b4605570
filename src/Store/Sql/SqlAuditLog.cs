namespace OrleansTwin.Store.Sql;

/// <summary>The audit log: appended, never changed.</summary>
internal sealed class SqlAuditLog(WriterLoop writer, ReaderPool readers) : IAuditLog
{
    public ValueTask<long> AppendAsync(
        long atTicks, string actor, string action, string subject, string? detail = null,
        CancellationToken cancellation = default) =>
        writer.RunAsync(database => Append(database, atTicks, actor, action, subject, detail), cancellation: cancellation);

    public ValueTask<IReadOnlyList<AuditEntry>> ReadAsync(
        int limit, long beforeId = long.MaxValue, CancellationToken cancellation = default) =>
        readers.ReadAsync<IReadOnlyList<AuditEntry>>(database => Read(database, limit, beforeId), cancellation);

    private static long Append(
        SqlDatabase database, long atTicks, string actor, string action, string subject, string? detail)
    {
        var id = (database.Number("SELECT max(id) FROM audit") ?? 0) + 1;
        database.Prepare("INSERT INTO audit (id, at_ticks, actor, action, subject, detail) VALUES (?, ?, ?, ?, ?, ?)")
            .With(id, atTicks).Text(3, actor).Text(4, action).Text(5, subject).Text(6, detail).Run();
        return id;
    }

    private static List<AuditEntry> Read(SqlDatabase database, int limit, long beforeId)
    {
        List<AuditEntry> entries = [];
        var rows = database.Prepare(
            "SELECT id, at_ticks, actor, action, subject, detail FROM audit WHERE id < ? ORDER BY id DESC LIMIT ?")
            .With(beforeId, limit);
        while (rows.Step())
        {
            var detail = rows.IsNull(5) ? null : rows.Text(5);
            entries.Add(new AuditEntry(rows.Long(0), rows.Long(1), rows.Text(2), rows.Text(3), rows.Text(4), detail));
        }

        return entries;
    }
}
