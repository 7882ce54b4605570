using System.Text;
using OrleansTwin.Store.Codecs;

namespace OrleansTwin.Store.Sql;

/// <summary>Plant versions: one row each, never changed.</summary>
internal sealed class SqlPlantVersions(
    WriterLoop writer, ReaderPool readers, SqlArchive archive, IJournal journal, StoreOptions options) : IPlantVersions
{
    private const string Columns = "number, author, at_ticks, note";

    public ValueTask<PlantVersion> AddAsync(
        string text, string author, long atTicks, string note, CancellationToken cancellation = default)
    {
        var bytes = Encoding.UTF8.GetByteCount(text);
        if (bytes > options.PlantBytesMax)
            throw new ArgumentException($"The plant has {bytes} bytes; at most {options.PlantBytesMax} (PlantBytesMax).");
        return writer.RunAsync(database => Add(database, text, author, atTicks, note), cancellation: cancellation);
    }

    public async ValueTask PutInForceAsync(int number, long atTicks, CancellationToken cancellation = default)
    {
        try
        {
            await writer.RunAsync(database => PutInForce(database, number, atTicks), cancellation: cancellation)
                .ConfigureAwait(false);
        }
        catch
        {
            archive.Forget();
            throw;
        }
    }

    public ValueTask<PlantVersion?> ReadLatestAsync(CancellationToken cancellation = default) =>
        readers.ReadAsync(ReadLatest, cancellation);

    public ValueTask<PlantVersion?> ReadAsync(int number, CancellationToken cancellation = default) => readers.ReadAsync(
        database => Read(database, number), cancellation);

    public ValueTask<IReadOnlyList<PlantVersionInfo>> ListAsync(
        int limit, int before = int.MaxValue, CancellationToken cancellation = default) =>
        readers.ReadAsync<IReadOnlyList<PlantVersionInfo>>(
            database => List(database.Prepare(
                $"SELECT {Columns} FROM plant_version WHERE number < ? ORDER BY number DESC LIMIT ?").With(before, limit)),
            cancellation);

    public static PlantVersion? ReadLatest(SqlDatabase database) =>
        ReadOne(database.Prepare($"SELECT {Columns}, text, crc FROM plant_version ORDER BY number DESC LIMIT 1"));

    public static PlantVersion? Read(SqlDatabase database, int number) =>
        ReadOne(database.Prepare($"SELECT {Columns}, text, crc FROM plant_version WHERE number = ?").With(number));

    private static PlantVersion Add(SqlDatabase database, string text, string author, long atTicks, string note)
    {
        var number = (int)(database.Number("SELECT max(number) FROM plant_version") ?? 0) + 1;
        database.Prepare("INSERT INTO plant_version (number, at_ticks, crc, author, note, text) VALUES (?, ?, ?, ?, ?, ?)")
            .With(number, atTicks, ChecksumOf(number, text)).Text(4, author).Text(5, note).Text(6, text).Run();
        return new PlantVersion(new PlantVersionInfo(number, author, atTicks, note), text);
    }

    private bool PutInForce(SqlDatabase database, int number, long atTicks)
    {
        archive.PutInForce(database, number, atTicks, journal.CheckpointCursor, journal.LastSequence);
        return true;
    }

    private static PlantVersion? ReadOne(SqlStatement row)
    {
        if (!row.Step())
            return null;
        var version = new PlantVersion(InfoOf(row), row.Text(4));
        return row.Long(5) == ChecksumOf(version.Info.Number, version.Text)
            ? version
            : throw new StoreCorruptedException(
                $"Plant version {version.Info.Number} is damaged: its checksum differs. If it is the newest, 'run --plant FILE' "
                + "puts the file in its place; if not, 'run' without --plant goes on with the newest. "
                + "A restored backup brings it back.");
    }

    private static List<PlantVersionInfo> List(SqlStatement rows)
    {
        List<PlantVersionInfo> list = [];
        while (rows.Step())
            list.Add(InfoOf(rows));
        return list;
    }

    private static PlantVersionInfo InfoOf(SqlStatement row) => new(row.Int(0), row.Text(1), row.Long(2), row.Text(3));

    private static long ChecksumOf(int number, string text) => Crc32C.Of(number, Encoding.UTF8.GetBytes(text));
}
