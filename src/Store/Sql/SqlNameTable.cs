using System.Text;
using OrleansTwin.Store.Buffers;
using OrleansTwin.Store.Codecs;

namespace OrleansTwin.Store.Sql;

/// <summary>The name table: all in memory, added to on the writer's thread only.</summary>
internal sealed class SqlNameTable(WriterLoop writer, StoreOptions options) : INameTable
{
    private const int LostMax = 2_000_000;

    private readonly NameIndex _index = new();

    public int Count => _index.Count;

    public bool TryGetKey(string name, out int key) => _index.TryGetKey(name, out key);

    public string NameOf(int key) => (uint)key < (uint)Count
        ? _index.NameOf(key)
        : throw new ArgumentOutOfRangeException(nameof(key), key, $"There are {Count} names, with keys from 0.");

    public async ValueTask<int[]> GetOrAddAsync(IReadOnlyList<string> names, CancellationToken cancellation = default)
    {
        if (!names.All(IsKnown))
            await writer.RunAsync(database => Add(database, names), _index.Add, cancellation).ConfigureAwait(false);
        return [.. names.Select(_index.KeyOfSame)];
    }

    /// <summary>
    /// A name that is damaged becomes a name that nobody has: its twin gets another key, and what is stored under the old one is
    /// told to be without a twin.
    /// </summary>
    public void Load(SqlDatabase database, DamageBook damage)
    {
        var lost = new DamageBook();
        _index.Add(ReadAll(database, lost));
        foreach (var told in lost.List())
        {
            DamageTable.Keep(database, told, []);
            Replace(database, told.TwinKey);
            damage.Add(told);
        }
    }

    /// <summary>All names in order of their keys.</summary>
    public static List<string> ReadAll(SqlDatabase database, DamageBook damage)
    {
        var rows = database.Prepare("SELECT key, name, crc FROM name ORDER BY key");
        List<string> names = [];
        while (rows.Step())
        {
            while (names.Count < rows.Long(0) && names.Count < LostMax)
                names.Add(Lost(names.Count, damage));
            var name = rows.Text(1);
            names.Add(rows.Long(2) == ChecksumOf(names.Count, name) ? name : Lost(names.Count, damage, name));
        }

        return names;
    }

    private static string Lost(int key, DamageBook damage, string? stored = null)
    {
        var found = stored is null ? "is missing" : $"is damaged: '{stored}' differs from its checksum";
        damage.Add(new Damage(
            DamageKind.Record, key, 0, 0,
            $"Name {key} {found}. Its twin gets another key and starts anew; its history and KPIs so far are "
            + "kept without a name. Restore a backup to have them again."));
        return NameOfLost(key);
    }

    private static string NameOfLost(int key) => $"?lost-name-{key}";

    /// <summary>What was told and set aside is not found again at the next start.</summary>
    private static void Replace(SqlDatabase database, int key) => database.Prepare(
        "INSERT INTO name (key, crc, name) VALUES (?1, ?2, ?3) ON CONFLICT (key) DO UPDATE SET crc = ?2, name = ?3")
        .With(key, ChecksumOf(key, NameOfLost(key))).Text(3, NameOfLost(key)).Run();

    private static long ChecksumOf(int key, string name) => Crc32C.Of(key, Encoding.UTF8.GetBytes(name));

    private bool IsKnown(string name) => _index.TryGetKey(name, out _);

    private List<string> Add(SqlDatabase database, IReadOnlyList<string> names)
    {
        List<string> added = [.. names.Where(name => !IsKnown(name)).Distinct(StringComparer.Ordinal)];
        if (Count + added.Count > options.NamesMax)
            throw new ArgumentException($"There would be {Count + added.Count} names; at most {options.NamesMax} (NamesMax).");
        var insert = database.Prepare("INSERT INTO name (key, crc, name) VALUES (?, ?, ?)");
        for (var i = 0; i < added.Count; i++)
        {
            RequireUsable(added[i]);
            insert.With(Count + i, ChecksumOf(Count + i, added[i])).Text(3, added[i]).Run();
        }

        return added;
    }

    private void RequireUsable(string name)
    {
        if (name.Length == 0 || name.Length > options.NameCharsMax)
        {
            throw new ArgumentException(
                $"A name of {name.Length} characters; expected 1 to {options.NameCharsMax} (NameCharsMax): "
                + name[..Math.Min(80, name.Length)]);
        }

        if (!SqlStatement.IsStorable(name))
        {
            throw new ArgumentException(
                $"The name {SqlStatement.Storable(name)} has a character that databases don't store (U+0000, or half of a "
                + "surrogate pair; shown as U+FFFD here); expected Unicode text. Correct it where it comes from.");
        }
    }
}
