namespace OrleansTwin.Store.Archive;

/// <summary>The names of a store that is only read.</summary>
internal sealed class PastNames : INameTable
{
    private readonly List<string> _names;
    private readonly Dictionary<string, int> _keys;

    public PastNames(List<string> names)
    {
        _names = names;
        _keys = names.Index().ToDictionary(name => name.Item, name => name.Index, StringComparer.Ordinal);
    }

    public int Count => _names.Count;

    public bool TryGetKey(string name, out int key) => _keys.TryGetValue(name, out key);

    public string NameOf(int key) => (uint)key < (uint)Count
        ? _names[key]
        : throw new ArgumentOutOfRangeException(nameof(key), key, $"There are {Count} names, with keys from 0.");

    public ValueTask<int[]> GetOrAddAsync(IReadOnlyList<string> names, CancellationToken cancellation = default) =>
        ValueTask.FromResult(names.Select(KeyOf).ToArray());

    // A store may be older than a name of the host's own, which no twin can have: it holds nothing of that name.
    private int KeyOf(string name) => _keys.TryGetValue(name, out var key) ? key
        : name.StartsWith('$') ? -1
        : throw new StoreCorruptedException($"The plant has a twin {name} whose name the store does not have.");
}
