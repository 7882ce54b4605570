using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Sql;

/// <summary>Unknown tags: a row each, written over when it has changed.</summary>
internal sealed class SqlUnknownTags(WriterLoop writer, ReaderPool readers) : IUnknownTags
{
    public ValueTask<IReadOnlyList<UnknownTag>> ReadAsync(CancellationToken cancellation = default) =>
        readers.ReadAsync<IReadOnlyList<UnknownTag>>(Read, cancellation);

    public async ValueTask SaveAsync(IReadOnlyCollection<UnknownTagChange> changes, CancellationToken cancellation = default) =>
        await writer.RunAsync(database => Write(database, changes), cancellation: cancellation).ConfigureAwait(false);

    private static List<UnknownTag> Read(SqlDatabase database)
    {
        List<UnknownTag> tags = [];
        var rows = database.Prepare(
            "SELECT tag, source, first_ticks, last_ticks, count, value, kind FROM unknown_tag ORDER BY last_ticks, tag");
        while (rows.Step())
        {
            tags.Add(new UnknownTag(
                rows.Text(0), rows.Text(1), rows.Long(2), rows.Long(3), rows.Long(4), rows.Text(5), (ValueKind)rows.Int(6)));
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
                INSERT INTO unknown_tag (first_ticks, last_ticks, count, kind, tag, source, value)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                ON CONFLICT (tag) DO UPDATE SET first_ticks = ?1, last_ticks = ?2, count = ?3, kind = ?4, source = ?6, value = ?7
                """)
                .With(now.FirstSeenTicks, now.LastSeenTicks, now.Count, (long)now.KindGuess)
                .Text(5, tag).Text(6, now.Source).Text(7, now.LastValue).Run();
        }

        return changes.Count;
    }
}
