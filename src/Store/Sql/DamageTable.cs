using OrleansTwin.Store.Buffers;

namespace OrleansTwin.Store.Sql;

/// <summary>Where damaged rows are set aside: on the writer's thread only.</summary>
internal static class DamageTable
{
    public static void Load(SqlDatabase database, DamageBook book)
    {
        var accepted = database.Number("SELECT value FROM meta WHERE key = 'damage_accepted'") ?? 0;
        var rows = database.Prepare("SELECT kind, twin, from_ticks, to_ticks, detail, id FROM damage ORDER BY id");
        while (rows.Step())
        {
            book.Add(new Damage((DamageKind)rows.Int(0), rows.Int(1), rows.Long(2), rows.Long(3), rows.Text(4)));
            if (rows.Long(5) <= accepted)
                book.Accept(book.Count);
        }
    }

    /// <summary>What lies here is accepted, also after a restart.</summary>
    public static void Accept(SqlDatabase database)
    {
        var newest = database.Number("SELECT max(id) FROM damage") ?? 0;
        database.Prepare(
            "INSERT INTO meta (value, key) VALUES (?1, 'damage_accepted') ON CONFLICT (key) DO UPDATE SET value = ?1")
            .With(newest).Run();
    }

    /// <summary>Moves a row out of its table, if it is still there; without a table only tells of it.</summary>
    public static void SetAside(SqlDatabase database, in FoundDamage found)
    {
        if (found.Table.Length == 0)
            Keep(database, found.Damage, []);
        else if (Take(database, found) is { } data)
            Keep(database, found.Damage, data);
    }

    public static void Keep(SqlDatabase database, Damage damage, ReadOnlySpan<byte> data) =>
        database.Prepare(
            "INSERT INTO damage (at_ticks, kind, twin, from_ticks, to_ticks, data, detail) VALUES (?, ?, ?, ?, ?, ?, ?)")
            .With(DateTime.UtcNow.Ticks, (int)damage.Kind, damage.TwinKey, damage.FromTicks, damage.ToTicks)
            .Blob(6, data).Text(7, damage.Detail).Run();

    private static byte[]? Take(SqlDatabase database, in FoundDamage found)
    {
        var blob = found.Table switch
        {
            "ledger" => "opening",
            "rollup" => "slices",
            _ => "data",
        };
        var row = database.Prepare($"SELECT {blob} FROM {found.Table} WHERE id = ? AND crc = ?").With(found.Id, found.Crc);
        var data = row.Step() ? row.Blob(0).ToArray() : null;
        row.Reset();
        database.Prepare($"DELETE FROM {found.Table} WHERE id = ? AND crc = ?").With(found.Id, found.Crc).Run();
        return data;
    }
}
