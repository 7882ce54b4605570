using System.Buffers.Text;
using System.Text;

namespace OrleansTwin.Ingest.Decoding;

/// <summary>A value that stands alone in text: a number, true or false, otherwise text.</summary>
public static class ScalarParser
{
    public static RawKind Parse(ReadOnlySpan<byte> text, out double number)
    {
        if (TryNumber(text, out number))
            return RawKind.Number;
        if (!TryBoolean(text, out var truth))
            return RawKind.Text;
        number = truth ? 1 : 0;
        return RawKind.Boolean;
    }

    /// <summary>
    /// Invariant notation; NaN, Infinity and their signs are numbers too (and refused later, with their own reason).
    /// </summary>
    public static bool TryNumber(ReadOnlySpan<byte> text, out double number)
    {
        if (text is [(byte)'+', >= (byte)'0' and <= (byte)'9', ..])
            text = text[1..];
        return Utf8Parser.TryParse(text, out number, out var used) && used == text.Length;
    }

    public static bool TryBoolean(ReadOnlySpan<byte> text, out bool truth)
    {
        truth = Ascii.EqualsIgnoreCase(text, "true"u8) || Ascii.EqualsIgnoreCase(text, "on"u8);
        return truth || Ascii.EqualsIgnoreCase(text, "false"u8) || Ascii.EqualsIgnoreCase(text, "off"u8);
    }
}
