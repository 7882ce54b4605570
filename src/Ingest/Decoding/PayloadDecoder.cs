using System.Text.Unicode;
using OrleansTwin.Ingest.Rejects;
using OrleansTwin.Ingest.Sources;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Ingest.Decoding;

/// <summary>
/// Payload bytes to values, by a rule or by their looks: what begins like JSON is JSON, what reads as a number is one, anything
/// else is text. Every byte string ends in values, refusals, or both; none makes it throw. Not for use by several threads at
/// once: it keeps scratch memory.
/// </summary>
public sealed class PayloadDecoder(DecodeLimits limits)
{
    private readonly JsonDecoder _json = new(limits);
    private readonly CsvDecoder _csv = new(limits);

    public void Decode(ReadOnlySpan<byte> payload, PayloadPlan plan, IValueSink sink)
    {
        if (payload.StartsWith("\uFEFF"u8))
            payload = payload[3..];
        var text = payload.Trim(" \t\r\n"u8);
        if (payload.Length > limits.PayloadBytesMax)
            sink.Refuse(
                RejectReason.PayloadTooLarge, $"{payload.Length} bytes; at most {limits.PayloadBytesMax}", default, payload);
        else if (text.IsEmpty)
            sink.Refuse(RejectReason.EmptyPayload, "nothing but white space", default, payload);
        else if (!Utf8.IsValid(payload))
            sink.Refuse(RejectReason.InvalidUtf8, "bytes that are not UTF-8", default, payload);
        else
            DecodeText(text, plan, sink);
    }

    private void DecodeText(ReadOnlySpan<byte> text, PayloadPlan plan, IValueSink sink)
    {
        switch (plan.Rule?.Format)
        {
            case PayloadFormat.Csv:
                _csv.Decode(text, plan, sink);
                break;
            case PayloadFormat.Text:
                ScalarValue.HandOverText(text, RawSample.NoTime, limits.TextLengthMax, sink);
                break;
            case PayloadFormat.Number when ScalarParser.Parse(text, out _) == RawKind.Text:
                sink.Refuse(RejectReason.Malformed, "not a number, true or false", default, text);
                break;
            case PayloadFormat.Json:
            case null when text[0] is (byte)'{' or (byte)'[' or (byte)'"':
                _json.Decode(text, plan, sink);
                break;
            case null when text.SequenceEqual("null"u8):
                sink.Refuse(RejectReason.MissingValue, "null", default, text);
                break;
            default:
                ScalarValue.HandOver(text, default, RawSample.NoTime, Quality.Good, limits.TextLengthMax, sink);
                break;
        }
    }
}
