using System.Text.Json;

namespace OrleansTwin.PlantFiles.Reading;

/// <summary>
/// The words that a key accepts and what each means. A handful each, so an array is searched: a dictionary for every
/// enumeration would cost more time to compile at start than it ever saves.
/// </summary>
internal sealed class Words<T>
    where T : struct
{
    private readonly T[] _meanings;

    public Words(string[] words, T[] meanings) => (All, _meanings) = (words, meanings);

    public string[] All { get; }

    public string Expected => "one of " + string.Join(", ", All);

    public bool TryRead(string word, out T value)
    {
        var place = Array.IndexOf(All, word);
        value = place < 0 ? default : _meanings[place];
        return place >= 0;
    }

    public string WordOf(T value) => All[Array.IndexOf(_meanings, value)];
}

internal static class Words
{
    /// <summary>An enumeration's names in camel case, as the rest of a plant file is written.</summary>
    public static Words<TEnum> Camel<TEnum>()
        where TEnum : struct, Enum
    {
        var names = Enum.GetNames<TEnum>();
        for (var i = 0; i < names.Length; i++)
            names[i] = JsonNamingPolicy.CamelCase.ConvertName(names[i]);
        return new Words<TEnum>(names, Enum.GetValues<TEnum>());
    }
}
