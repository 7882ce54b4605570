using System.Globalization;
using OrleansTwin.PlantFiles.Yaml;

namespace OrleansTwin.PlantFiles.Reading;

/// <summary>Numbers as plant files write them: decimal point, no thousands, finite.</summary>
internal static class Scalars
{
    public static bool TryNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    public static string ExpectedNumber(double min, double max) => (double.IsFinite(min), double.IsFinite(max)) switch
    {
        (true, true) => string.Create(CultureInfo.InvariantCulture, $"a number from {min} to {max}"),
        (true, false) when min == 0 => "a number not below 0",
        (true, false) => string.Create(CultureInfo.InvariantCulture, $"a number of at least {min}"),
        (false, true) => string.Create(CultureInfo.InvariantCulture, $"a number of at most {max}"),
        _ => "a number",
    };

    public static string ExpectedWhole(long min, long max) =>
        max >= int.MaxValue
            ? string.Create(CultureInfo.InvariantCulture, $"a whole number of at least {min}")
            : string.Create(CultureInfo.InvariantCulture, $"a whole number from {min} to {max}");

    /// <summary>A bare number where a duration belongs is most often seconds.</summary>
    public static string? DurationHint(Node node) =>
        node is TextNode text && TryNumber(text.Text, out var number) && number > 0 ? $"for seconds write {text.Text}s" : null;
}
