using System.Text.Json;

namespace OrleansTwin.PlantFiles.Reading;

/// <summary>The words that a key accepts and what each means.</summary>
internal sealed class Words<T>
    where T : struct
{
    private readonly Dictionary<string, T> _meanings;

    private Words(Dictionary<string, T> meanings) => _meanings = meanings;

    public IReadOnlyCollection<string> All => _meanings.Keys;

    public string Expected => "one of " + string.Join(", ", _meanings.Keys);

    public bool TryRead(string word, out T value) => _meanings.TryGetValue(word, out value);

    public static Words<T> From(IEnumerable<(string Word, T Value)> words) =>
        new(words.ToDictionary(word => word.Word, word => word.Value, StringComparer.Ordinal));
}

internal static class Words
{
    /// <summary>An enumeration's names in camel case, as the rest of a plant file is written.</summary>
    public static Words<TEnum> Camel<TEnum>()
        where TEnum : struct, Enum =>
        Words<TEnum>.From(Enum.GetValues<TEnum>().Select(value => (JsonNamingPolicy.CamelCase.ConvertName(value.ToString()), value)));
}
