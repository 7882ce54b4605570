using System.Security.Cryptography;
using OrleansTwin.Store.Buffers;
using OrleansTwin.Store.Codecs;

namespace OrleansTwin.Store.Sql;

/// <summary>Models that were handed over: a row for each version, of which the newest has the file.</summary>
internal sealed class SqlTrainedModels(WriterLoop writer, ReaderPool readers, DamageBook damage) : ITrainedModels
{
    public const string Columns = "name, version, author, at_ticks, note, sha256, bytes, crc";

    private const string InOrder = "ORDER BY name, version DESC";

    /// <summary>Reads a version; false: it differs from what was written.</summary>
    public static bool TryRead(SqlStatement row, out TrainedModelInfo info)
    {
        info = new TrainedModelInfo(
            row.Text(0), row.Int(1), row.Text(2), row.Long(3), row.Text(4), row.Text(5), row.Int(6));
        return row.Long(7) == ChecksumOf(info);
    }

    /// <summary>Whether a file is the one that its version tells of.</summary>
    public static bool IsWhole(TrainedModelInfo info, ReadOnlySpan<byte> file) => DigestOf(file) == info.Sha256;

    public ValueTask<IReadOnlyList<TrainedModelInfo>> ListAsync(CancellationToken cancellation = default) =>
        readers.ReadAsync<IReadOnlyList<TrainedModelInfo>>(List, cancellation);

    public ValueTask<byte[]?> ReadAsync(string name, int version, CancellationToken cancellation = default) =>
        readers.ReadAsync(database => Read(database, name, version), cancellation);

    public ValueTask<TrainedModelInfo> AddAsync(
        string name, ReadOnlyMemory<byte> file, string author, long atTicks, string note,
        CancellationToken cancellation = default) => writer.RunAsync(
        database =>
        {
            var digest = DigestOf(file.Span);
            var last = Newest(database, name);
            if (last?.Sha256 == digest)
                return last;
            var info = new TrainedModelInfo(
                SqlStatement.Storable(name), (last?.Version ?? 0) + 1, SqlStatement.Storable(author), atTicks,
                SqlStatement.Storable(note), digest, file.Length);
            Append(database, info, file.Span);
            SqlAuditLog.Append(database, atTicks, author, "model put in force", name, $"version {info.Version}, {digest} {note}");
            return info;
        },
        cancellation: cancellation);

    public ValueTask<bool> RemoveAsync(
        string name, string author, long atTicks, CancellationToken cancellation = default) => writer.RunAsync(
        database =>
        {
            if (Newest(database, name) is null)
                return false;
            database.Prepare("DELETE FROM trained_model WHERE name = ?").Text(1, name).Run();
            SqlAuditLog.Append(database, atTicks, author, "model removed", name, null);
            return true;
        },
        cancellation: cancellation);

    private static void Append(SqlDatabase database, TrainedModelInfo info, ReadOnlySpan<byte> file)
    {
        database.Prepare("UPDATE trained_model SET file = ?2 WHERE name = ?1").Text(1, info.Name).Blob(2, []).Run();
        database.Prepare("DELETE FROM trained_model WHERE version <= ?1 AND name = ?2")
            .With(info.Version - ITrainedModels.VersionsMax).Text(2, info.Name).Run();
        database.Prepare($"INSERT INTO trained_model ({Columns}, file) VALUES (?5, ?1, ?6, ?2, ?7, ?8, ?3, ?4, ?9)")
            .With(info.Version, info.AtTicks, info.Bytes, ChecksumOf(info))
            .Text(5, info.Name).Text(6, info.Author).Text(7, info.Note).Text(8, info.Sha256).Blob(9, file).Run();
    }

    /// <summary>As it stands, whole or not: the next one counts on.</summary>
    private static TrainedModelInfo? Newest(SqlDatabase database, string name)
    {
        var row = database.Prepare($"SELECT {Columns} FROM trained_model WHERE name = ? {InOrder} LIMIT 1").Text(1, name);
        if (!row.Step())
            return null;
        var isWhole = TryRead(row, out var info);
        row.Reset();
        return isWhole ? info : info with { Sha256 = "" };
    }

    private static string DigestOf(ReadOnlySpan<byte> file) => Convert.ToHexStringLower(SHA256.HashData(file));

    private static long ChecksumOf(TrainedModelInfo info) => RecordChecksum.Of(
        [info.Version, info.AtTicks, info.Bytes], [], info.Name, info.Author, info.Note, info.Sha256);

    private List<TrainedModelInfo> List(SqlDatabase database)
    {
        List<TrainedModelInfo> list = [];
        var rows = database.Prepare($"SELECT {Columns} FROM trained_model {InOrder}");
        while (rows.Step())
        {
            if (TryRead(rows, out var info))
                list.Add(info);
            else
                damage.Add(RecordChecksum.Damaged("Version of a trained model", info.Version));
        }

        return list;
    }

    private byte[]? Read(SqlDatabase database, string name, int version)
    {
        var row = database.Prepare($"SELECT {Columns}, file FROM trained_model WHERE version = ?1 AND name = ?2")
            .With(version).Text(2, name);
        if (!row.Step())
            return null;
        var (isWhole, file) = (TryRead(row, out var info), row.Blob(8).ToArray());
        row.Reset();
        if (isWhole && IsWhole(info, file))
            return file;
        if (file.Length > 0)
            damage.Add(RecordChecksum.Damaged("File of a trained model, version", version));
        return null;
    }
}
