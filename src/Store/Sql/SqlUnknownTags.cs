using OrleansTwin.Store.Buffers;
using OrleansTwin.Store.Codecs;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Sql;

/// <summary>Unknown tags: a row each, written over when it has changed.</summary>
internal sealed class SqlUnknownTags(WriterLoop writer, ReaderPool readers, DamageBook damage) : IUnknownTags
{
    public const string Columns = "tag, source, first_ticks, last_ticks, count, value, kind, crc";

    /// <summary>Reads a tag; false: it differs from what was written.</summary>
    public static bool TryRead(SqlStatement row, out UnknownTag tag)
    {
        tag = new UnknownTag(
            row.Text(0), row.Text(1), row.Long(2), row.Long(3), row.Long(4), row.Text(5), (ValueKind)row.Int(6));
        return row.IsNull(7) || row.Long(7) == ChecksumOf(tag);
    }

    public ValueTask<IReadOnlyList<UnknownTag>> ReadAsync(CancellationToken cancellation = default) =>
        readers.ReadAsync<IReadOnlyList<UnknownTag>>(Read, cancellation);

    public async ValueTask SaveAsync(IReadOnlyCollection<UnknownTagChange> changes, CancellationToken cancellation = default) =>
        await writer.RunAsync(database => Write(database, changes), cancellation: cancellation).ConfigureAwait(false);

    private List<UnknownTag> Read(SqlDatabase database)
    {
        List<UnknownTag> tags = [];
        var rows = database.Prepare($"SELECT {Columns} FROM unknown_tag ORDER BY last_ticks, tag");
        while (rows.Step())
        {
            if (TryRead(rows, out var tag))
                tags.Add(tag);
            else
                damage.Report("", rows.Long(7), ChecksumOf(tag), RecordChecksum.Damaged("Unknown tag", rows.Long(7)));
        }

        return tags;
    }

    private static int Write(SqlDatabase database, IReadOnlyCollection<UnknownTagChange> changes)
    {
        foreach (var (tag, now) in changes)
        {
            if (now is null)
            {
                database.Prepare("DELETE FROM unknown_tag WHERE tag = ?").Text(1, tag).Run();
                continue;
            }

            database.Prepare(
                """
                INSERT INTO unknown_tag (first_ticks, last_ticks, count, kind, crc, tag, source, value)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                ON CONFLICT (tag) DO UPDATE
                SET first_ticks = ?1, last_ticks = ?2, count = ?3, kind = ?4, crc = ?5, source = ?7, value = ?8
                """)
                .With(now.FirstSeenTicks, now.LastSeenTicks, now.Count, (long)now.KindGuess, ChecksumOf(now with { Tag = tag }))
                .Text(6, tag).Text(7, now.Source).Text(8, now.LastValue).Run();
        }

        return changes.Count;
    }

    private static long ChecksumOf(UnknownTag tag) => RecordChecksum.Of(
        [tag.FirstSeenTicks, tag.LastSeenTicks, tag.Count, (long)tag.KindGuess], [], tag.Tag, tag.Source, tag.LastValue);
}
