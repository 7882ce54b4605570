using System.Globalization;
using System.Text;
using OrleansTwin.Ingest.Sources;

namespace OrleansTwin.Ingest.Tags;

/// <summary>Values as text, in invariant form: 6 is <c>6</c>, a half is <c>0.5</c>.</summary>
public static class RawText
{
    public static string Of(in RawSample sample) => sample.Text ?? Of(sample.Number);

    public static string Of(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    internal static bool TryNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);

    /// <summary>The text in UTF-8, or a word that nothing is called where it is longer than <paramref name="into"/>.</summary>
    internal static ReadOnlySpan<byte> ShortUtf8(string text, Span<byte> into) =>
        Encoding.UTF8.TryGetBytes(text, into, out var written) ? into[..written] : "-"u8;
}
