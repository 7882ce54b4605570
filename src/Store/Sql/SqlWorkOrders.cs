using OrleansTwin.Store.Buffers;
using OrleansTwin.Store.Codecs;

namespace OrleansTwin.Store.Sql;

/// <summary>Work orders: a row each, replaced by its next version.</summary>
internal sealed class SqlWorkOrders(WriterLoop writer, ReaderPool readers, SqlOutbox outbox, DamageBook damage) : IWorkOrders
{
    // Values of is_open.
    private const int Closed = 0;
    private const int ToDo = 1;
    private const int ToVerify = 2;

    public const string Columns = "id, machine, cause, version, is_open, changed_ticks, body, crc";

    /// <summary>Reads an order; false: it differs from what was written.</summary>
    public static bool TryRead(SqlStatement row, out WorkOrderRow order)
    {
        order = new WorkOrderRow(
            row.Text(0), row.Int(1), row.Int(2), row.Int(3), row.Int(4) != Closed, row.Long(5), row.Text(6))
        {
            IsDone = row.Int(4) == ToVerify,
        };
        return row.Long(7) == ChecksumOf(order);
    }

    public ValueTask<bool> TryAddAsync(
        WorkOrderRow order, OutboxEvent? told, WorkOrderAudit audit, CancellationToken cancellation = default) =>
        WriteAsync(database => TryAdd(database, order), order, told, audit, cancellation);

    public ValueTask<bool> TryChangeAsync(
        WorkOrderRow order, OutboxEvent? told, WorkOrderAudit audit, CancellationToken cancellation = default) =>
        WriteAsync(database => TryChange(database, order), order, told, audit, cancellation);

    public ValueTask<WorkOrderRow?> FindAsync(string id, CancellationToken cancellation = default) =>
        readers.ReadAsync(database => Find(database, id), cancellation);

    public ValueTask<IReadOnlyList<WorkOrderRow>> ReadAsync(
        bool? isOpen, long toTicks, int limit, CancellationToken cancellation = default) =>
        readers.ReadAsync<IReadOnlyList<WorkOrderRow>>(database => Read(database, isOpen, toTicks, limit), cancellation);

    private ValueTask<bool> WriteAsync(
        Func<SqlDatabase, bool> write, WorkOrderRow order, OutboxEvent? told, WorkOrderAudit audit,
        CancellationToken cancellation)
    {
        var written = default(OutboxWritten);
        return writer.RunAsync(
            database =>
            {
                written = default;
                if (!write(database))
                    return false;
                written = outbox.Write(database, told is null ? [] : [told]);
                SqlAuditLog.Append(database, order.ChangedTicks, audit.Actor, audit.Action, order.Id, audit.Detail);
                return true;
            },
            _ => outbox.Committed(written), cancellation);
    }

    private static bool TryAdd(SqlDatabase database, WorkOrderRow order)
    {
        var known = database.Prepare(
            $"SELECT count(*) FROM work_order WHERE id = ?3 OR (machine = ?1 AND cause = ?2 AND is_open = {ToDo})")
            .With(order.MachineKey, order.Cause).Text(3, order.Id);
        known.Step();
        var isKnown = known.Long(0) > 0;
        known.Reset();
        if (isKnown)
            return false;
        database.Prepare(
            $"INSERT INTO work_order ({Columns}) VALUES (?7, ?1, ?2, ?3, ?4, ?5, ?8, ?6)")
            .With(
                order.MachineKey, order.Cause, order.Version, OpenOf(order), order.ChangedTicks, ChecksumOf(order))
            .Text(7, order.Id).Text(8, order.Body).Run();
        return true;
    }

    private static bool TryChange(SqlDatabase database, WorkOrderRow order)
    {
        var before = database.Prepare("SELECT version FROM work_order WHERE id = ?").Text(1, order.Id);
        var isNext = before.Step() && before.Long(0) == order.Version - 1;
        before.Reset();
        if (!isNext)
            return false;
        database.Prepare(
            "UPDATE work_order SET version = ?1, is_open = ?2, changed_ticks = ?3, crc = ?4, body = ?6 WHERE id = ?5")
            .With(order.Version, OpenOf(order), order.ChangedTicks, ChecksumOf(order))
            .Text(5, order.Id).Text(6, order.Body).Run();
        return true;
    }

    private static WorkOrderRow? Find(SqlDatabase database, string id)
    {
        var row = database.Prepare($"SELECT {Columns} FROM work_order WHERE id = ?").Text(1, id);
        if (!row.Step())
            return null;
        var isWhole = TryRead(row, out var order);
        row.Reset();
        return isWhole ? order : throw new StoreCorruptedException(
            $"Work order {id} is damaged: its checksum differs. A restored backup brings it back.");
    }

    private List<WorkOrderRow> Read(SqlDatabase database, bool? isOpen, long toTicks, int limit)
    {
        var (least, most) = (isOpen is true ? ToDo : Closed, isOpen is false ? Closed : ToVerify);
        var read = Rows(database.Prepare(
            $"SELECT {Columns} FROM work_order WHERE changed_ticks < ? AND is_open >= ? AND is_open <= ? "
            + "ORDER BY changed_ticks DESC, id LIMIT ?").With(toTicks, least, most, limit), out var count);
        if (count < limit || read.Count == 0)
            return read;
        var last = read[^1].ChangedTicks;
        read.RemoveAll(order => order.ChangedTicks == last);
        read.AddRange(Rows(database.Prepare(
            $"SELECT {Columns} FROM work_order WHERE changed_ticks = ? AND is_open >= ? AND is_open <= ? ORDER BY id")
            .With(last, least, most), out _));
        return read;
    }

    /// <summary>Those that are whole of <paramref name="count"/> rows.</summary>
    private List<WorkOrderRow> Rows(SqlStatement rows, out int count)
    {
        List<WorkOrderRow> read = [];
        for (count = 0; rows.Step(); count++)
        {
            if (TryRead(rows, out var order))
                read.Add(order);
            else
                damage.Add(RecordChecksum.Damaged("Work order of machine key", order.MachineKey));
        }

        return read;
    }

    private static int OpenOf(WorkOrderRow order) => !order.IsOpen ? Closed : order.IsDone ? ToVerify : ToDo;

    private static long ChecksumOf(WorkOrderRow order) => RecordChecksum.Of(
        [order.MachineKey, order.Cause, order.Version, OpenOf(order), order.ChangedTicks], [], order.Id, order.Body);
}
