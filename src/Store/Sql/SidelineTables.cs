using OrleansTwin.Store.Buffers;
using OrleansTwin.Store.Codecs;

namespace OrleansTwin.Store.Sql;

/// <summary>What is kept in memory and written along with a checkpoint: receipts and dead letters.</summary>
internal sealed class SidelineTables(ReceiptIndex receipts, DeadLetterRing letters, StoreOptions options)
{
    public const string LetterColumns = "id, at_ticks, source, topic, reason, detail, payload_bytes, head, crc";

    private long _savedLetter;

    /// <summary>Reads a dead letter; false: it differs from what was written.</summary>
    public static bool TryRead(SqlStatement row, out DeadLetter letter)
    {
        letter = new DeadLetter(
            row.Long(0), row.Long(1), row.Text(2), row.Text(3), row.Text(4), row.Text(5), row.Int(6), row.Blob(7).ToArray());
        return row.IsNull(8) || row.Long(8) == ChecksumOf(letter);
    }

    public void Load(SqlDatabase database, DamageBook damage)
    {
        LoadReceipts(database, damage);
        LoadLetters(database, damage);
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
                "INSERT INTO dead_letter (id, at_ticks, payload_bytes, crc, source, topic, reason, detail, head) "
                + "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .With(letter.Id, letter.AtTicks, letter.PayloadBytes, ChecksumOf(letter))
                .Text(5, letter.Source).Text(6, letter.Topic).Text(7, letter.Reason).Text(8, letter.Detail)
                .Blob(9, letter.PayloadHead.Span).Run();
        }

        if (added.Count > 0)
            database.Prepare("DELETE FROM dead_letter WHERE id <= ?").With(added[^1].Id - options.DeadLettersMax).Run();
    }

    private void LoadReceipts(SqlDatabase database, DamageBook damage)
    {
        List<long> damaged = [];
        var rows = database.Prepare("SELECT block, crc, data FROM receipt ORDER BY block");
        while (rows.Step())
        {
            var data = rows.Blob(2);
            if (rows.Long(1) != Crc32C.Of(rows.Long(0), data))
            {
                damaged.Add(rows.Long(0));
                continue;
            }

            var reader = new ByteReader(data);
            receipts.Load(rows.Long(0), JournalCodec.ReadReceipts(ref reader, new TextTable()));
        }

        foreach (var block in damaged)
        {
            database.Prepare("DELETE FROM receipt WHERE block = ?").With(block).Run();
            damage.Add(new Damage(
                DamageKind.Receipts, -1, 0, 0,
                $"Receipt block {block} is damaged: its checksum differs. Should one of its messages come again, values without "
                + "a time of their own are taken twice."));
        }
    }

    private static long ChecksumOf(DeadLetter letter) => RecordChecksum.Of(
        [letter.Id, letter.AtTicks, letter.PayloadBytes], letter.PayloadHead.Span,
        letter.Source, letter.Topic, letter.Reason, letter.Detail);

    private void LoadLetters(SqlDatabase database, DamageBook damage)
    {
        var rows = database.Prepare($"SELECT {LetterColumns} FROM dead_letter ORDER BY id");
        while (rows.Step())
        {
            _savedLetter = rows.Long(0);
            if (TryRead(rows, out var letter))
                letters.Load(letter);
            else
                damage.Add(RecordChecksum.Damaged("Dead letter", letter.Id));
        }
    }
}

internal sealed record SidelineChanges(ReceiptChanges Receipts, List<DeadLetter> Letters);
