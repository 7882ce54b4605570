using OrleansTwin.Store.Archive;
using OrleansTwin.Store.Codecs;

namespace OrleansTwin.Store.Sql;

/// <summary>Archived stretches of the journal, in its order and without gaps but for damage.</summary>
internal static class ArchiveTable
{
    public const string Columns =
        "first_sequence, last_sequence, samples, first_at, last_at, first_mark, last_mark, crc, data";

    /// <summary>Part of a checkpoint's transaction.</summary>
    public static void Append(SqlDatabase database, ArchiveFlush flush)
    {
        foreach (var (block, start, length) in flush.Blocks)
        {
            var data = flush.DataOf(start, length);
            database.Prepare($"INSERT INTO archive ({Columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .With(
                    block.FirstSequence, block.LastSequence, block.Samples, block.FirstAtTicks, block.LastAtTicks,
                    block.FirstMarkTicks, block.LastMarkTicks, ChecksumOf(block, data))
                .Blob(9, data).Run();
        }
    }

    public static void DropTo(SqlDatabase database, long sequence) =>
        database.Prepare("DELETE FROM archive WHERE last_sequence <= ?").With(sequence).Run();

    /// <summary>The newest mark of the blocks behind a sequence, or null where there is none.</summary>
    public static long? NewestMark(SqlDatabase database, long afterSequence) =>
        database.Number("SELECT max(last_mark) FROM archive WHERE first_sequence > ? AND samples > 0", afterSequence);

    public static long? LastSequence(SqlDatabase database) => database.Number("SELECT max(last_sequence) FROM archive");

    /// <summary>The first sequence of the newest block that has a batch of a moment or before it.</summary>
    public static long? NewestBlockAt(SqlDatabase database, long atTicks) => database.Number(
        "SELECT first_sequence FROM archive WHERE first_at <= ? AND samples > 0 ORDER BY first_sequence DESC LIMIT 1", atTicks);

    /// <summary>The first stretch behind a sequence that no block holds, if it begins by another.</summary>
    public static ArchiveGap? FindGap(SqlDatabase database, long afterSequence, long toSequence)
    {
        var (next, afterTicks) = (afterSequence + 1, (long?)null);
        var rows = database.Prepare(
            "SELECT first_sequence, last_sequence, first_at, last_at, samples FROM archive WHERE last_sequence > ? ORDER BY 1")
            .With(afterSequence);
        ArchiveGap? gap = null;
        while (gap is null && next <= toSequence && rows.Step())
        {
            if (rows.Long(0) > next)
                gap = new ArchiveGap(next, rows.Long(0) - 1, afterTicks, rows.Long(4) > 0 ? rows.Long(2) : null);
            (next, afterTicks) = (rows.Long(1) + 1, rows.Long(4) > 0 ? rows.Long(3) : afterTicks);
        }

        rows.Reset();
        return gap ?? (next <= toSequence ? new ArchiveGap(next, toSequence, afterTicks, null) : null);
    }

    /// <summary>The batches of the block that holds a sequence, or of the one after it; none at the archive's end.</summary>
    /// <exception cref="StoreCorruptedException">The block is damaged, or batches before it are missing.</exception>
    public static List<JournalEntry> ReadFrom(SqlDatabase database, long sequence)
    {
        var row = database.Prepare($"SELECT {Columns} FROM archive WHERE last_sequence >= ? ORDER BY first_sequence LIMIT 1");
        return ReadOne(row.With(sequence), sequence);
    }

    /// <summary>Visits the batches of the blocks behind a sequence that have a mark up to another.</summary>
    public static void VisitLate(SqlDatabase database, long afterSequence, long markTicks, Action<List<JournalEntry>> visit) =>
        VisitAll(
            database.Prepare(
                $"SELECT {Columns} FROM archive WHERE first_sequence > ? AND first_mark <= ? ORDER BY first_sequence")
                .With(afterSequence, markTicks),
            visit);

    /// <summary>Visits the batches of the blocks up to a sequence that came at a moment or after it.</summary>
    public static void VisitBefore(SqlDatabase database, long sequence, long atTicks, Action<List<JournalEntry>> visit) =>
        VisitAll(
            database.Prepare($"SELECT {Columns} FROM archive WHERE last_sequence <= ? AND last_at >= ? ORDER BY first_sequence")
                .With(sequence, atTicks),
            visit);

    private static void VisitAll(SqlStatement rows, Action<List<JournalEntry>> visit)
    {
        while (rows.Step())
            visit(ReadBlock(rows));
    }

    private static List<JournalEntry> ReadOne(SqlStatement row, long sequence)
    {
        if (!row.Step())
            return [];
        var batches = ReadBlock(row);
        row.Reset();
        return batches[0].Sequence <= sequence
            ? batches
            : throw new StoreCorruptedException(
                $"Batches {sequence} to {batches[0].Sequence - 1} are missing in the archive: the journal was damaged there. "
                + "Replay a moment before them, or one behind the next milestone.");
    }

    /// <summary>A row of all columns.</summary>
    public static List<JournalEntry> ReadBlock(SqlStatement row)
    {
        var block = new ArchiveBlock(
            row.Long(0), row.Long(1), row.Int(2), row.Long(3), row.Long(4), row.Long(5), row.Long(6));
        var data = row.Blob(8);
        return row.Long(7) == ChecksumOf(block, data)
            ? ArchiveCodec.Read(data, block.FirstSequence, block.LastSequence)
            : throw new StoreCorruptedException(
                $"The archive block of batches {block.FirstSequence} to {block.LastSequence} is damaged: its checksum differs. "
                + "Moments before it, and those behind the next milestone, can be replayed.");
    }

    private static long ChecksumOf(in ArchiveBlock block, ReadOnlySpan<byte> data)
    {
        var crc = Crc32C.Of(block.FirstSequence, block.LastSequence, block.Samples, []);
        crc = Crc32C.Of(crc, block.FirstAtTicks, block.LastAtTicks, []);
        return Crc32C.Of(crc, block.FirstMarkTicks, block.LastMarkTicks, data);
    }
}
