using System.Globalization;
using System.Text;
using OrleansTwin.Ingest.Decoding;
using OrleansTwin.Ingest.Rejects;
using OrleansTwin.Ingest.Tags;

namespace OrleansTwin.Ingest.Pipeline;

/// <summary>Says what was found and what was expected of a value that was refused.</summary>
internal static class RefusalText
{
    public static string Of(RejectReason reason, in RawValue value, SensorPlan sensor, IngestOptions options) =>
        reason switch
        {
            RejectReason.NotFinite => $"a number that is not finite, for '{sensor.Id}'",
            RejectReason.WrongType => $"{Kind(value.Kind)}; '{sensor.Id}' expects a {sensor.Conditioning.Kind} value",
            RejectReason.Before1970 => $"source time {Time(value.SourceTicks)} is before 1970",
            RejectReason.InTheFuture => $"source time {Time(value.SourceTicks)} is more than {options.FutureMax} ahead",
            RejectReason.TextTooLong => TextLimit.Detail(options.TextLengthMax),
            _ => reason.ToString(),
        };

    /// <summary>The refused value's own text.</summary>
    public static byte[] Head(in RawValue value) =>
        value.Kind != RawKind.Text ? Encoding.UTF8.GetBytes(RawText.Of(value.Number))
        : value.Text is { } text ? Encoding.UTF8.GetBytes(text[..Math.Min(text.Length, DeadLetter.HeadBytesMax)])
        : value.Utf8[..Math.Min(value.Utf8.Length, DeadLetter.HeadBytesMax)].ToArray();

    /// <summary>Its length, in bytes of UTF-8.</summary>
    public static int Bytes(in RawValue value) =>
        value.Kind != RawKind.Text ? RawText.Of(value.Number).Length
        : value.Text is { } text ? Encoding.UTF8.GetByteCount(text)
        : value.Utf8.Length;

    private static string Kind(RawKind kind) =>
        kind == RawKind.Boolean ? "true or false" : kind == RawKind.Text ? "a text" : "a number";

    private static string Time(long ticks) =>
        ticks is >= 0 and <= 3_155_378_975_999_999_999
            ? new DateTime(ticks, DateTimeKind.Utc).ToString("O", CultureInfo.InvariantCulture)
            : "outside the calendar";
}
