using System.IO.Compression;
using OrleansTwin.Store.Codecs;

namespace OrleansTwin.Store.Sql;

/// <summary>
/// Snapshots that were replaced since a milestone and stood at it, compressed. A snapshot that was replaced many times between
/// two milestones is kept once, one that never changed not at all.
/// </summary>
internal static class SnapshotPast
{
    public const string Columns = "twin, since, until, length, crc, state";

    private const int Quality = 1;
    private const int WindowBits = 18;
    private const int StateBytesMax = 1 << 30;

    /// <summary>Keeps what a checkpoint is about to replace or delete; returns the bytes.</summary>
    /// <param name="database">In the checkpoint's transaction.</param>
    /// <param name="checkpoint">Its snapshots are not written yet.</param>
    /// <param name="milestone">The newest milestone's cursor: what is younger than it is not needed.</param>
    public static long Keep(SqlDatabase database, Checkpoint checkpoint, long milestone)
    {
        List<(int Twin, long Since, byte[] Packed, int Length)> replaced = [];
        var keys = checkpoint.Snapshots.Select(static snapshot => snapshot.TwinKey).Concat(checkpoint.Forgotten ?? []).Distinct()
            .Select(twin => new[] { twin, milestone }).ToList();
        database.ReadMany(
            "SELECT twin, since, crc, state FROM snapshot WHERE twin = ? AND since <= ?", keys,
            (_, row) =>
            {
                var state = SqlSnapshots.CheckedState(row);
                replaced.Add((row.Int(0), row.Long(1), Pack(state), state.Length));
            });
        foreach (var (twin, since, packed, length) in replaced)
        {
            database.Prepare($"INSERT INTO snapshot_past ({Columns}) VALUES (?, ?, ?, ?, ?, ?)")
                .With(twin, since, checkpoint.Cursor, length, ChecksumOf(twin, since, checkpoint.Cursor, length, packed))
                .Blob(6, packed).Run();
        }

        return replaced.Sum(static row => (long)row.Packed.Length);
    }

    public static void DropTo(SqlDatabase database, long sequence) =>
        database.Prepare("DELETE FROM snapshot_past WHERE until <= ?").With(sequence).Run();

    /// <summary>All snapshots as they stood at a milestone, in order of key.</summary>
    public static List<Snapshot> ReadAll(SqlDatabase database, long milestone)
    {
        List<Snapshot> snapshots = [];
        var now = database.Prepare("SELECT twin, since, crc, state FROM snapshot WHERE since <= ?").With(milestone);
        while (now.Step())
            snapshots.Add(new Snapshot(now.Int(0), SqlSnapshots.CheckedState(now).ToArray()));
        var past = database.Prepare(
            $"SELECT {Columns} FROM snapshot_past WHERE since <= ? AND until > ?")
            .With(milestone, milestone);
        while (past.Step())
            snapshots.Add(new Snapshot(past.Int(0), Unpack(past)));
        snapshots.Sort(static (a, b) => a.TwinKey.CompareTo(b.TwinKey));
        return snapshots;
    }

    private static byte[] Pack(ReadOnlySpan<byte> state)
    {
        var packed = new byte[BrotliEncoder.GetMaxCompressedLength(state.Length)];
        return BrotliEncoder.TryCompress(state, packed, out var length, Quality, WindowBits)
            ? packed[..length]
            : throw new InvalidOperationException($"{state.Length} bytes don't fit into {packed.Length} when compressed.");
    }

    /// <summary>The state of a row of all columns.</summary>
    public static byte[] Unpack(SqlStatement row)
    {
        var packed = row.Blob(5);
        if (row.Long(4) != ChecksumOf(row.Int(0), row.Long(1), row.Long(2), row.Int(3), packed) || row.Int(3) > StateBytesMax)
        {
            throw new StoreCorruptedException(
                $"The snapshot of twin key {row.Long(0)} at batch {row.Long(1)} is damaged: its checksum differs. "
                + "Replay a moment behind a later milestone.");
        }

        var state = new byte[row.Int(3)];
        return BrotliDecoder.TryDecompress(packed, state, out var length) && length == state.Length
            ? state
            : throw new StoreCorruptedException(
                $"The snapshot of twin key {row.Long(0)} at batch {row.Long(1)} does not unpack.");
    }

    private static long ChecksumOf(int twin, long since, long until, int length, ReadOnlySpan<byte> packed) =>
        Crc32C.Of(Crc32C.Of(twin, since, until, []), length, 0, packed);
}
