using OrleansTwin.Ingest.Rejects;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Ingest.Decoding;

/// <summary>A value that stands alone in text, on its way to the sink.</summary>
internal static class ScalarValue
{
    public static void HandOver(
        ReadOnlySpan<byte> text, ReadOnlySpan<byte> name, long ticks, Quality quality, int textLengthMax, IValueSink sink)
    {
        var kind = ScalarParser.Parse(text, out var number);
        var value = new RawValue
        {
            Name = name, Kind = kind, Number = number, Utf8 = text, SourceTicks = ticks, Quality = quality,
        };
        Hand(value, textLengthMax, sink);
    }

    public static void HandOverText(ReadOnlySpan<byte> text, long ticks, int textLengthMax, IValueSink sink) =>
        Hand(new RawValue { Kind = RawKind.Text, Utf8 = text, SourceTicks = ticks }, textLengthMax, sink);

    private static void Hand(in RawValue value, int textLengthMax, IValueSink sink)
    {
        if (value.Kind == RawKind.Text && TextLimit.IsTooLong(value.Utf8, textLengthMax))
            sink.Refuse(RejectReason.TextTooLong, TextLimit.Detail(textLengthMax), value.Name, value.Utf8);
        else
            sink.Take(value);
    }
}
