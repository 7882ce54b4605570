using OrleansTwin.Store.Codecs;
using OrleansTwin.Twins.Alarms;

namespace OrleansTwin.Store.Sql;

/// <summary>The log of alarms: written with checkpoints, read newest first.</summary>
internal sealed class SqlAlarmLog(ReaderPool readers) : IAlarmLog
{
    public const string Columns =
        "machine, number, sensor, source, priority, at_ticks, from_state, to_state, level, value_bits, actor, comment, crc";

    public ValueTask<IReadOnlyList<AlarmRow>> ReadAsync(
        long fromTicks, long toTicks, int limit, CancellationToken cancellation = default) =>
        readers.ReadAsync<IReadOnlyList<AlarmRow>>(database => Read(database, fromTicks, toTicks, limit), cancellation);

    /// <summary>Part of a checkpoint's transaction. A change that is there already is not written again.</summary>
    public static void Write(SqlDatabase database, IReadOnlyList<AlarmRow> rows, StoreOptions options)
    {
        foreach (var row in rows)
        {
            var (place, change) = (row.Place, row.Change);
            database.Prepare(
                $"INSERT INTO alarm_change ({Columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
                + "ON CONFLICT (machine, number) DO NOTHING")
                .With(row.MachineKey, row.Number).Text(3, place.Sensor).Number(4, (long)place.Source).Number(5, row.Priority)
                .Number(6, change.AtTicks).Number(7, (long)change.From).Number(8, (long)change.To).Number(9, change.Level)
                .Number(10, BitConverter.DoubleToInt64Bits(change.Value)).Text(11, change.User).Text(12, change.Comment)
                .Number(13, ChecksumOf(row)).Run();
        }

        if (rows.Count > 0 && database.Number("SELECT max(id) FROM alarm_change") is { } newest)
            database.Prepare("DELETE FROM alarm_change WHERE id <= ?").With(newest - options.AlarmChangesMax).Run();
    }

    /// <summary>Reads a change; false: it differs from what was written.</summary>
    public static bool TryRead(SqlStatement row, out AlarmRow read)
    {
        read = new AlarmRow(
            row.Int(0),
            row.Long(1),
            new AlarmPlace(row.Text(2), (AlarmSource)row.Int(3)),
            row.Int(4),
            new AlarmChange(
                row.Long(5), (AlarmState)row.Int(6), (AlarmState)row.Int(7), (byte)row.Int(8),
                BitConverter.Int64BitsToDouble(row.Long(9)), row.Text(10), row.Text(11)));
        return row.Long(12) == ChecksumOf(read);
    }

    private static List<AlarmRow> Read(SqlDatabase database, long fromTicks, long toTicks, int limit)
    {
        var read = Rows(database.Prepare(
            $"SELECT {Columns} FROM alarm_change WHERE at_ticks >= ? AND at_ticks < ? "
            + "ORDER BY at_ticks DESC, machine DESC, number DESC LIMIT ?").With(fromTicks, toTicks, limit));
        if (read.Count < limit)
            return read;
        var last = read[^1].Change.AtTicks;
        read.RemoveAll(row => row.Change.AtTicks == last);
        read.AddRange(Rows(database.Prepare(
            $"SELECT {Columns} FROM alarm_change WHERE at_ticks = ? ORDER BY machine DESC, number DESC").With(last)));
        return read;
    }

    /// <summary>A damaged one is left out; a check of the store tells of it.</summary>
    private static List<AlarmRow> Rows(SqlStatement statement)
    {
        List<AlarmRow> read = [];
        while (statement.Step())
        {
            if (TryRead(statement, out var row))
                read.Add(row);
        }

        return read;
    }

    private static long ChecksumOf(in AlarmRow row) => RecordChecksum.Of(
        [
            row.MachineKey, row.Number, (long)row.Place.Source, row.Priority, row.Change.AtTicks, (long)row.Change.From,
            (long)row.Change.To, row.Change.Level, BitConverter.DoubleToInt64Bits(row.Change.Value),
        ],
        [], row.Place.Sensor, row.Change.User, row.Change.Comment);
}
