using OrleansTwin.Store.Buffers;
using OrleansTwin.Store.Codecs;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Sql;

/// <summary>
/// The aggregates of the hours that are over. A row tells of all samples of its hour: whoever adds one deletes the row, in the
/// same transaction, and the hour is settled anew.
/// </summary>
internal static class PyramidTable
{
    /// <summary>A stretch of ten seconds has to stand for this many samples, on average, to be worth its place.</summary>
    private const int SamplesPerTenSecondsMin = 4;

    /// <summary>Replaces what <paramref name="into"/> holds by an hour's aggregates; false: there are none.</summary>
    public static bool TryRead(
        SqlDatabase database, int sensorKey, long hour, PyramidLevel level, List<Aggregate> into, DamageBook damage)
    {
        var row = database.Prepare("SELECT crc, data, id FROM pyramid WHERE hour = ? AND sensor = ? AND level = ?")
            .With(hour, sensorKey, (int)level);
        if (!row.Step())
            return false;
        var data = row.Blob(1);
        var isWhole = row.Long(0) == ChecksumOf(sensorKey, hour, level, data);
        if (isWhole)
            AggregateCodec.Read(data, into);
        else
            Report(damage, row.Long(2), row.Long(0), sensorKey, hour);
        row.Reset();
        return isWhole;
    }

    public static bool IsSettled(SqlDatabase database, int sensorKey, long hour) => database.Number(
        "SELECT 1 FROM pyramid WHERE hour = ? AND sensor = ? AND level = ?", hour, sensorKey, (int)PyramidLevel.TenMinutes) == 1;

    public static void Delete(SqlDatabase database, int sensorKey, long hour) =>
        database.Prepare("DELETE FROM pyramid WHERE hour = ? AND sensor = ?").With(hour, sensorKey).Run();

    /// <summary>Builds and writes an hour's aggregates from its ordered, distinct samples.</summary>
    public static void Write(SqlDatabase database, int sensorKey, long hour, ReadOnlySpan<Sample> samples)
    {
        List<Aggregate> fine = [], coarse = [];
        Aggregate.Build(samples, PyramidLevel.TenSeconds.WidthTicks(), fine);
        Aggregate.Widen(fine, PyramidLevel.TenMinutes.WidthTicks(), coarse);
        Delete(database, sensorKey, hour);
        Write(database, sensorKey, hour, PyramidLevel.TenMinutes, coarse);
        if (samples.Length >= fine.Count * SamplesPerTenSecondsMin)
            Write(database, sensorKey, hour, PyramidLevel.TenSeconds, fine);
    }

    /// <summary>The hours between which any sensor has aggregates, or null.</summary>
    public static (long First, long Last)? HourRange(SqlDatabase database)
    {
        var first = database.Number("SELECT min(hour) FROM pyramid");
        return first is null ? null : (first.Value, database.Number("SELECT max(hour) FROM pyramid") ?? first.Value);
    }

    private static void Report(DamageBook damage, long id, long crc, int sensorKey, long hour) => damage.Report(
        "pyramid", id, crc, new Damage(
        DamageKind.Aggregates, sensorKey, Hours.StartTicks(hour), Hours.StartTicks(hour + 1),
        $"Aggregates of sensor key {sensorKey} in the hour from {new DateTime(Hours.StartTicks(hour)):u} are damaged: their "
        + "checksum differs. Charts take the samples instead, where those are kept, and the aggregates are built again."));

    private static void Write(SqlDatabase database, int sensorKey, long hour, PyramidLevel level, List<Aggregate> aggregates)
    {
        var writer = new ByteWriter();
        AggregateCodec.Write(writer, aggregates);
        database.Prepare("INSERT INTO pyramid (hour, sensor, level, crc, data) VALUES (?, ?, ?, ?, ?)")
            .With(hour, sensorKey, (int)level, ChecksumOf(sensorKey, hour, level, writer.Written)).Blob(5, writer.Written).Run();
    }

    public static long ChecksumOf(int sensorKey, long hour, PyramidLevel level, ReadOnlySpan<byte> data) =>
        Crc32C.Of(sensorKey, hour, (int)level, data);
}
