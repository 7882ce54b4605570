using OrleansTwin.Store;

namespace OrleansTwin.Runtime.Engine;

/// <summary>
/// The keys of all twins that ever stood directly below another, those included that have left the plant: names are never
/// forgotten.
/// </summary>
internal sealed class EverChildren
{
    private readonly Dictionary<string, List<int>> _keys = new(StringComparer.Ordinal);

    public EverChildren(INameTable names)
    {
        var lists = _keys.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var key = 0; key < names.Count; key++)
        {
            var name = names.NameOf(key);
            if (name.LastIndexOf('/') is not (> 0 and var end))
                continue;
            if (!lists.TryGetValue(name.AsSpan(0, end), out var keys))
                _keys.Add(name[..end], keys = []);
            keys.Add(key);
        }
    }

    public IReadOnlyList<int> KeysOf(string parentId) => _keys.TryGetValue(parentId, out var keys) ? keys : [];
}
