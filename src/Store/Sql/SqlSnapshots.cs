using System.Runtime.CompilerServices;
using OrleansTwin.Store.Buffers;
using OrleansTwin.Store.Codecs;

namespace OrleansTwin.Store.Sql;

/// <summary>Snapshots: one row a twin.</summary>
internal sealed class SqlSnapshots(ReaderPool readers) : ISnapshots
{
    private const int ReadRows = 1024;

    public async IAsyncEnumerable<Snapshot> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        long after = -1;
        while (true)
        {
            var from = after;
            var page = await readers.ReadAsync(database => ReadAfter(database, from), cancellation).ConfigureAwait(false);
            foreach (var snapshot in page)
                yield return snapshot;
            if (page.Count < ReadRows)
                yield break;
            after = page[^1].TwinKey;
        }
    }

    /// <summary>
    /// At the start: damaged snapshots are set aside, and empty ones tell that there were some. Their twins start anew, all
    /// others go on.
    /// </summary>
    public static void Check(SqlDatabase database, DamageBook damage)
    {
        List<(long Twin, long Since, byte[] State)> damaged = [];
        var rows = database.Prepare("SELECT twin, since, crc, state FROM snapshot");
        while (rows.Step())
        {
            if (rows.Long(2) != ChecksumOf(rows.Long(0), rows.Long(1), rows.Blob(3)))
                damaged.Add((rows.Long(0), rows.Long(1), rows.Blob(3).ToArray()));
        }

        foreach (var (twin, since, state) in damaged)
        {
            var told = new Damage(
                DamageKind.Snapshot, (int)twin, 0, 0,
                $"The snapshot of twin key {twin} is damaged: its checksum differs. A machine starts anew from the samples "
                + "after the last checkpoint, what stands above goes on with what its children say; history and KPIs up to there "
                + "are untouched.");
            DamageTable.Keep(database, told, state);
            database.Prepare("UPDATE snapshot SET crc = ?2, state = ?3 WHERE twin = ?1")
                .With(twin, ChecksumOf(twin, since, [])).Blob(3, []).Run();
            damage.Add(told);
        }
    }

    /// <summary>Part of a checkpoint's transaction.</summary>
    public static void Write(SqlDatabase database, Checkpoint checkpoint)
    {
        var replace = database.Prepare(
            "INSERT INTO snapshot (twin, since, crc, state) VALUES (?1, ?2, ?3, ?4) "
            + "ON CONFLICT (twin) DO UPDATE SET since = ?2, crc = ?3, state = ?4");
        foreach (var snapshot in checkpoint.Snapshots)
        {
            var state = snapshot.State.Span;
            replace.With(snapshot.TwinKey, checkpoint.Cursor, ChecksumOf(snapshot.TwinKey, checkpoint.Cursor, state))
                .Blob(4, state).Run();
        }

        foreach (var twin in checkpoint.Forgotten ?? [])
            database.Prepare("DELETE FROM snapshot WHERE twin = ?").With(twin).Run();
    }

    private static List<Snapshot> ReadAfter(SqlDatabase database, long after)
    {
        List<Snapshot> page = [];
        var rows = database.Prepare("SELECT twin, since, crc, state FROM snapshot WHERE twin > ? ORDER BY twin LIMIT ?")
            .With(after, ReadRows);
        while (rows.Step())
            page.Add(new Snapshot(rows.Int(0), CheckedState(rows).ToArray()));
        return page;
    }

    /// <summary>The state of a row of twin, since, checksum and state.</summary>
    public static ReadOnlySpan<byte> CheckedState(SqlStatement row)
    {
        var state = row.Blob(3);
        return row.Long(2) == ChecksumOf(row.Long(0), row.Long(1), state)
            ? state
            : throw new StoreCorruptedException($"The snapshot of twin key {row.Long(0)} is damaged: its checksum differs.");
    }

    /// <summary>Since is 0 for those that are older than the archive, which keep the checksum that they had.</summary>
    private static long ChecksumOf(long twin, long since, ReadOnlySpan<byte> state) => Crc32C.Of(twin, since, 0, state);
}
