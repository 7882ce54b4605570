using System.Text;
using OrleansTwin.Ingest.Rejects;

namespace OrleansTwin.Ingest.Decoding;

internal static class TextLimit
{
    public static bool IsTooLong(ReadOnlySpan<byte> text, int max) => text.Length > max && Encoding.UTF8.GetCharCount(text) > max;

    public static string Detail(int max) => $"a text longer than {max} characters";
}

/// <summary>A limit that ends the reading of a payload; what came before was handed over.</summary>
internal sealed class PayloadLimitException(RejectReason reason, string detail) : Exception(detail)
{
    public RejectReason Reason => reason;

    public static PayloadLimitException Values(int max) =>
        new(RejectReason.TooManyValues, $"more than {max} values; what follows was not taken");
}
