using OrleansTwin.Store.Buffers;
using OrleansTwin.Store.Codecs;

namespace OrleansTwin.Store.Sqlite;

/// <summary>What is kept in memory and written along with a checkpoint: receipts, unknown tags and dead letters.</summary>
internal sealed class SidelineTables(ReceiptIndex receipts, UnknownTagTable tags, DeadLetterRing letters, StoreOptions options)
{
    private long _savedLetter;

    public void Load(SqliteDatabase database)
    {
        LoadReceipts(database);
        var tagRows = database.Prepare("SELECT tag, first_ticks, last_ticks, count, value FROM unknown_tag");
        while (tagRows.Step())
            tags.Load(new UnknownTag(tagRows.Text(0), tagRows.Long(1), tagRows.Long(2), tagRows.Long(3), tagRows.Text(4)));
        LoadLetters(database);
    }

    /// <summary>Part of a checkpoint's transaction.</summary>
    public SidelineChanges Write(SqliteDatabase database, long cursor)
    {
        var changes = new SidelineChanges(receipts.Prepare(cursor), tags.TakeChanges(), letters.After(_savedLetter));
        try
        {
            WriteReceipts(database, changes.Receipts);
            WriteTags(database, changes.Tags);
            WriteLetters(database, changes.Letters);
            return changes;
        }
        catch
        {
            tags.GiveBack(changes.Tags);
            throw;
        }
    }

    public void Saved(SidelineChanges changes)
    {
        receipts.Saved(changes.Receipts);
        if (changes.Letters.Count > 0)
            _savedLetter = changes.Letters[^1].Id;
    }

    /// <summary>The transaction that <see cref="Write"/> took part in did not commit.</summary>
    public void NotSaved(SidelineChanges changes) => tags.GiveBack(changes.Tags);

    private static void WriteReceipts(SqliteDatabase database, ReceiptChanges changes)
    {
        var writer = new ByteWriter();
        foreach (var block in changes.Written)
        {
            writer.Clear();
            JournalCodec.WriteReceipts(writer, new TextTable(), block.Receipts);
            database.Prepare("INSERT INTO receipt (block, crc, data) VALUES (?, ?, ?)")
                .With(block.Block, Crc32C.Of(block.Block, writer.Written)).Blob(3, writer.Written).Run();
        }

        foreach (var block in changes.Deleted)
            database.Prepare("DELETE FROM receipt WHERE block = ?").With(block).Run();
    }

    private static void WriteTags(SqliteDatabase database, List<(string Tag, UnknownTag? Now)> changes)
    {
        foreach (var (tag, now) in changes)
        {
            if (now is null)
            {
                database.Prepare("DELETE FROM unknown_tag WHERE tag = ?").Text(1, tag).Run();
                continue;
            }

            database.Prepare(
                "INSERT OR REPLACE INTO unknown_tag (first_ticks, last_ticks, count, tag, value) VALUES (?, ?, ?, ?, ?)")
                .With(now.FirstSeenTicks, now.LastSeenTicks, now.Count).Text(4, tag).Text(5, now.LastValue).Run();
        }
    }

    private void WriteLetters(SqliteDatabase database, List<DeadLetter> added)
    {
        foreach (var letter in added)
        {
            database.Prepare(
                "INSERT INTO dead_letter (id, at_ticks, payload_bytes, source, topic, reason, head) VALUES (?, ?, ?, ?, ?, ?, ?)")
                .With(letter.Id, letter.AtTicks, letter.PayloadBytes)
                .Text(4, letter.Source).Text(5, letter.Topic).Text(6, letter.Reason).Blob(7, letter.PayloadHead.Span).Run();
        }

        if (added.Count > 0)
            database.Prepare("DELETE FROM dead_letter WHERE id <= ?").With(added[^1].Id - options.DeadLettersMax).Run();
    }

    private void LoadReceipts(SqliteDatabase database)
    {
        var rows = database.Prepare("SELECT block, crc, data FROM receipt ORDER BY block");
        while (rows.Step())
        {
            var data = rows.Blob(2);
            if (rows.Long(1) != Crc32C.Of(rows.Long(0), data))
                throw new StoreCorruptedException($"Receipt block {rows.Long(0)} is damaged: its checksum differs.");
            var reader = new ByteReader(data);
            receipts.Load(rows.Long(0), JournalCodec.ReadReceipts(ref reader, new TextTable()));
        }
    }

    private void LoadLetters(SqliteDatabase database)
    {
        var rows = database.Prepare(
            "SELECT id, at_ticks, source, topic, reason, payload_bytes, head FROM dead_letter ORDER BY id");
        while (rows.Step())
        {
            _savedLetter = rows.Long(0);
            letters.Load(new DeadLetter(
                rows.Long(0), rows.Long(1), rows.Text(2), rows.Text(3), rows.Text(4), rows.Int(5), rows.Blob(6).ToArray()));
        }
    }
}

internal sealed record SidelineChanges(
    ReceiptChanges Receipts, List<(string Tag, UnknownTag? Now)> Tags, List<DeadLetter> Letters);
