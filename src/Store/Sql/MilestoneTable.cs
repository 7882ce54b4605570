using OrleansTwin.Store.Archive;
using OrleansTwin.Store.Codecs;

namespace OrleansTwin.Store.Sql;

/// <summary>
/// Milestones, oldest first, each with the bytes that the archive keeps for replays that begin at it.
/// </summary>
internal static class MilestoneTable
{
    public static void Insert(SqlDatabase database, Milestone milestone) => database.Prepare(
        """
        INSERT INTO milestone (number, cursor, first_sequence, at_ticks, mark, plant, bytes, crc)
        VALUES (?, ?, ?, ?, ?, ?, 0, ?)
        """)
        .With(
            milestone.Number, milestone.Cursor, milestone.FirstSequence, milestone.AtTicks, milestone.MarkTicks,
            milestone.PlantVersion, ChecksumOf(milestone)).Run();

    /// <summary>Bytes are for retention alone, so no checksum covers them.</summary>
    public static void AddBytes(SqlDatabase database, long number, long bytes) =>
        database.Prepare("UPDATE milestone SET bytes = bytes + ? WHERE number = ?").With(bytes, number).Run();

    public static void Delete(SqlDatabase database, long number) =>
        database.Prepare("DELETE FROM milestone WHERE number = ?").With(number).Run();

    public static List<(Milestone Milestone, long Bytes)> ReadAll(SqlDatabase database)
    {
        List<(Milestone, long)> found = [];
        var rows = database.Prepare(
            "SELECT number, cursor, first_sequence, at_ticks, mark, plant, bytes, crc FROM milestone ORDER BY number");
        while (rows.Step())
        {
            var milestone = new Milestone(rows.Long(0), rows.Long(1), rows.Long(2), rows.Long(3), rows.Long(4), rows.Int(5));
            if (rows.Long(7) != ChecksumOf(milestone))
                throw new StoreCorruptedException($"Milestone {milestone.Number} is damaged: its checksum differs.");
            found.Add((milestone, rows.Long(6)));
        }

        return found;
    }

    private static long ChecksumOf(Milestone milestone) => Crc32C.Of(
        Crc32C.Of(milestone.Number, milestone.Cursor, milestone.FirstSequence, []),
        milestone.AtTicks, milestone.MarkTicks, BitConverter.GetBytes(milestone.PlantVersion));
}
