using OrleansTwin.Store.Buffers;
using OrleansTwin.Store.Codecs;

namespace OrleansTwin.Store.Sql;

/// <summary>What is kept in memory and written along with a checkpoint: receipts and dead letters.</summary>
internal sealed class SidelineTables(ReceiptIndex receipts, DeadLetterRing letters, StoreOptions options)
{
    private long _savedLetter;

    public void Load(SqlDatabase database)
    {
        LoadReceipts(database);
        LoadLetters(database);
    }

    /// <summary>Part of a checkpoint's transaction.</summary>
    public SidelineChanges Write(SqlDatabase database, long cursor)
    {
        var changes = new SidelineChanges(receipts.Prepare(cursor), letters.After(_savedLetter));
        WriteReceipts(database, changes.Receipts);
        WriteLetters(database, changes.Letters);
        return changes;
    }

    public void Saved(SidelineChanges changes)
    {
        receipts.Saved(changes.Receipts);
        if (changes.Letters.Count > 0)
            _savedLetter = changes.Letters[^1].Id;
    }

    private static void WriteReceipts(SqlDatabase database, ReceiptChanges changes)
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

    private void WriteLetters(SqlDatabase database, List<DeadLetter> added)
    {
        foreach (var letter in added)
        {
            database.Prepare(
                "INSERT INTO dead_letter (id, at_ticks, payload_bytes, source, topic, reason, detail, head) "
                + "VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
                .With(letter.Id, letter.AtTicks, letter.PayloadBytes)
                .Text(4, letter.Source).Text(5, letter.Topic).Text(6, letter.Reason).Text(7, letter.Detail)
                .Blob(8, letter.PayloadHead.Span).Run();
        }

        if (added.Count > 0)
            database.Prepare("DELETE FROM dead_letter WHERE id <= ?").With(added[^1].Id - options.DeadLettersMax).Run();
    }

    private void LoadReceipts(SqlDatabase database)
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

    private void LoadLetters(SqlDatabase database)
    {
        var rows = database.Prepare(
            "SELECT id, at_ticks, source, topic, reason, detail, payload_bytes, head FROM dead_letter ORDER BY id");
        while (rows.Step())
        {
            _savedLetter = rows.Long(0);
            letters.Load(new DeadLetter(
                rows.Long(0), rows.Long(1), rows.Text(2), rows.Text(3), rows.Text(4), rows.Text(5),
                rows.Int(6), rows.Blob(7).ToArray()));
        }
    }
}

internal sealed record SidelineChanges(ReceiptChanges Receipts, List<DeadLetter> Letters);
