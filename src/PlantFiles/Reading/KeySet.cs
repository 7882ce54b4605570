namespace OrleansTwin.PlantFiles.Reading;

/// <summary>
/// The keys that one kind of map may have. <see cref="Name"/> is the kind's name under <c>$defs</c> in the JSON Schema.
/// </summary>
internal sealed class KeySet(string name, params string[] keys)
{
    private readonly HashSet<string> _keys = new(keys, StringComparer.Ordinal);

    public string Name { get; } = name;

    public IReadOnlyList<string> Keys { get; } = keys;

    public bool Has(string key) => _keys.Contains(key);

    public KeySet With(string otherName, params string[] more) => new(otherName, [.. Keys, .. more]);
}
