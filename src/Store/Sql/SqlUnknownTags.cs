using OrleansTwin.Store.Buffers;
using OrleansTwin.Store.Codecs;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Sql;

/// <summary>Unknown tags: a row each, written over when it has changed.</summary>
internal sealed class SqlUnknownTags(WriterLoop writer, ReaderPool readers, DamageBook damage) : IUnknownTags
{
    public ValueTask<IReadOnlyList<UnknownTag>> ReadAsync(CancellationToken cancellation = default) =>
        readers.ReadAsync<IReadOnlyList<UnknownTag>>(Read, cancellation);

    public async ValueTask SaveAsync(IReadOnlyCollection<UnknownTagChange> changes, CancellationToken cancellation = default) =>
        await writer.RunAsync(database => Write(database, changes), cancellation: cancellation).ConfigureAwait(false);

    private List<UnknownTag> Read(SqlDatabase database)
    {
        List<UnknownTag> tags = [];
        var rows = database.Prepare(
            "SELECT tag, source, first_ticks, last_ticks, count, value, kind, crc FROM unknown_tag ORDER BY last_ticks, tag");
        while (rows.Step())
        {
            var tag = new UnknownTag(
                rows.Text(0), rows.Text(1), rows.Long(2), rows.Long(3), rows.Long(4), rows.Text(5), (ValueKind)rows.Int(6));
            if (rows.IsNull(7) || rows.Long(7) == ChecksumOf(tag))
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
