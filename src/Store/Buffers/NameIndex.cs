using System.Numerics;

namespace OrleansTwin.Store.Buffers;

/// <summary>
/// Names by key and keys by name, for a million of them: an array of names, and a table of keys by the names' hashes (open
/// addressing, linear probing, at most half full) that holds no name a second time. One thread adds, any thread reads: what a
/// place of the table leads to is written before the place is.
/// </summary>
internal sealed class NameIndex
{
    private string[] _names = new string[16];

    /// <summary>Keys + 1; 0: nothing is here.</summary>
    private int[] _places = new int[32];
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public string NameOf(int key) => Volatile.Read(ref _names)[key];

    public bool TryGetKey(string name, out int key)
    {
        var places = Volatile.Read(ref _places);
        key = Volatile.Read(ref places[PlaceOf(places, name)]) - 1;
        return key >= 0;
    }

    /// <summary>
    /// The key of a name that is known. The caller's string takes the place of the equal one that was read from the database: a
    /// plant's ids are in memory once.
    /// </summary>
    public int KeyOfSame(string name)
    {
        if (!TryGetKey(name, out var key))
            throw new KeyNotFoundException($"The name {name} is not in the table; expected it to be added before.");
        Volatile.Read(ref _names)[key] = name;
        return key;
    }

    /// <summary>The next names, with the next keys; of equal ones the last is found.</summary>
    public void Add(List<string> added)
    {
        var (names, before, count) = (_names, _count, _count + added.Count);
        if (count > names.Length)
            Array.Resize(ref names, Math.Max(names.Length * 2, count));
        added.CopyTo(names, before);
        Volatile.Write(ref _names, names);
        Volatile.Write(ref _count, count);
        var isFull = count * 2L > _places.Length;
        var places = isFull ? new int[BitOperations.RoundUpToPowerOf2((uint)count * 2)] : _places;
        for (var key = isFull ? 0 : before; key < count; key++)
            Volatile.Write(ref places[PlaceOf(places, names[key])], key + 1);
        Volatile.Write(ref _places, places);
    }

    /// <summary>Where a name is, or would be.</summary>
    private int PlaceOf(int[] places, string name)
    {
        var mask = places.Length - 1;
        for (var place = name.GetHashCode(StringComparison.Ordinal) & mask; ; place = (place + 1) & mask)
        {
            if (Volatile.Read(ref places[place]) is var found && (found == 0 || NameOf(found - 1) == name))
                return place;
        }
    }
}
