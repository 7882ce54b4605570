using System.Text;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Ingest.Decoding;

/// <summary>
/// Quality as sources write it: a word that begins with good, uncertain or bad; true and false; an OPC UA status code (the two
/// highest bits tell); a classic OPC quality byte (192 good, 64 uncertain); 0, 1, 2 as in <see cref="Quality"/>. 0 is good, as
/// in OPC UA: classic OPC's 0 (bad) can't be told from it. What can't be read is uncertain.
/// </summary>
public static class QualityParser
{
    public static Quality OfText(ReadOnlySpan<byte> text) =>
        StartsWith(text, "good"u8) || StartsWith(text, "ok"u8) || StartsWith(text, "true"u8) ? Quality.Good
        : StartsWith(text, "bad"u8) || StartsWith(text, "false"u8) ? Quality.Bad
        : Quality.Uncertain;

    /// <summary>A field that may be either.</summary>
    public static Quality OfField(ReadOnlySpan<byte> field) =>
        ScalarParser.TryNumber(field, out var number) ? OfNumber(number) : OfText(field);

    public static Quality OfNumber(double number) =>
        number switch
        {
            0 => Quality.Good,
            1 => Quality.Uncertain,
            >= 192 and <= 255 => Quality.Good,
            >= 64 and < 128 => Quality.Uncertain,
            >= 0x8000_0000 and <= uint.MaxValue => Quality.Bad,
            >= 0x4000_0000 and < 0x8000_0000 => Quality.Uncertain,
            > 255 and < 0x4000_0000 => Quality.Good,
            > 1 and < 64 => Quality.Bad,
            _ => Quality.Uncertain,
        };

    private static bool StartsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) =>
        text.Length >= word.Length && Ascii.EqualsIgnoreCase(text[..word.Length], word);
}
