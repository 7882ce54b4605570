using System.Globalization;

namespace OrleansTwin.PlantFiles.Reading;

/// <summary>The path of keys to a node, built as text only when an error needs it.</summary>
internal sealed class Place(Place? parent, string key)
{
    public Place At(string child) => new(this, child);

    public Place At(int index) => new(this, string.Create(CultureInfo.InvariantCulture, $"[{index}]"));

    public override string ToString()
    {
        var before = parent?.ToString() ?? "";
        return before.Length == 0 ? key : key.StartsWith('[') ? before + key : $"{before}.{key}";
    }
}
