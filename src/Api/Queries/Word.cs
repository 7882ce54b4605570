using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace OrleansTwin.Api.Queries;

/// <summary>
/// A word of an enum in a query, in any case; the framework's own binding would take <c>Machine</c> and <c>4</c> but not
/// <c>machine</c>.
/// </summary>
[SuppressMessage("Design", "CA1000", Justification = "IParsable demands static members; the framework finds them by name.")]
public readonly record struct Word<TEnum>(TEnum Value) : IParsable<Word<TEnum>>
    where TEnum : struct, Enum
{
    /// <summary>The words as JSON writes them.</summary>
    public static IEnumerable<string> All => Enum.GetNames<TEnum>().Select(JsonNamingPolicy.CamelCase.ConvertName);

    public static Word<TEnum> Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var word) ? word : throw new FormatException($"'{s}' is none of {string.Join(", ", All)}.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Word<TEnum> result)
    {
        result = default;
        if (s is null || !s.All(char.IsAsciiLetter) || !Enum.TryParse<TEnum>(s, ignoreCase: true, out var value))
            return false;
        result = new Word<TEnum>(value);
        return true;
    }
}
