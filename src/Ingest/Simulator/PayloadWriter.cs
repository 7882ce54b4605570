using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansTwin.Ingest.Sources;
using OrleansTwin.Ingest.Tags;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Ingest.Simulator;

/// <summary>Writes payloads in the format of a topic's rule. Numbers are written so that reading gives the same double.</summary>
internal static class PayloadWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(TagTarget target, long atTicks, ReadOnlySpan<Field> fields, IBufferWriter<byte> into)
    {
        switch (target.Rule?.Format)
        {
            case PayloadFormat.Number or PayloadFormat.Text:
                Encoding.UTF8.GetBytes(TextOf(fields[0]), into);
                break;
            case PayloadFormat.Csv:
                Encoding.UTF8.GetBytes(CsvLine(target.Rule, atTicks, fields), into);
                break;
            case PayloadFormat.Json when target is { IsReadByLooks: false, Rule: { } rule }:
                WriteDocument(PathDocument.Of(rule, atTicks, fields[0]), into);
                break;
            default:
                WriteByLooks(target, atTicks, fields, into);
                break;
        }
    }

    /// <summary>A source time in the format that a rule reads: ISO 8601 with all ticks, or a number since 1970.</summary>
    public static string TimeText(long ticks, TimeFormat format)
    {
        var since1970 = ticks - DateTime.UnixEpoch.Ticks;
        return format switch
        {
            TimeFormat.UnixSeconds => Number(since1970 / 10_000_000m),
            TimeFormat.UnixMilliseconds => Number(since1970 / 10_000m),
            TimeFormat.UnixMicroseconds => Number(since1970 / 10m),
            TimeFormat.UnixNanoseconds => Number(since1970 * 100m),
            _ => new DateTime(ticks, DateTimeKind.Utc).ToString("O", CultureInfo.InvariantCulture),
        };
    }

    private static void WriteByLooks(TagTarget target, long atTicks, ReadOnlySpan<Field> fields, IBufferWriter<byte> into)
    {
        using var json = new Utf8JsonWriter(into, Options);
        json.WriteStartObject();
        if (atTicks != RawSample.NoTime)
            WriteTime(json, atTicks, target.Rule?.TimeFormat ?? TimeFormat.Auto);
        if (!target.IsShared && target.Name.Length > 0)
            json.WriteString("name", target.Name);
        foreach (ref readonly var field in fields)
            WriteValue(json, target.IsShared ? field.Name : "value", field);
        json.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter json, long atTicks, TimeFormat format)
    {
        json.WritePropertyName("time");
        if (format is TimeFormat.Auto or TimeFormat.Iso8601)
            json.WriteStringValue(TimeText(atTicks, format));
        else
            json.WriteRawValue(TimeText(atTicks, format));
    }

    private static void WriteValue(Utf8JsonWriter json, string name, in Field field)
    {
        if (field.Text is { } text)
            json.WriteString(name, text);
        else
            json.WriteNumber(name, field.Number);
    }

    private static string CsvLine(PayloadRule rule, long atTicks, ReadOnlySpan<Field> fields)
    {
        if (rule.Columns.Count == 0)
            throw new FormatException($"Payload rule '{rule.TopicFilter}' is CSV without columns; name them to publish to it.");
        var line = new StringBuilder();
        foreach (var column in rule.Columns)
        {
            line.Append(column switch
            {
                "time" => TimeText(atTicks, rule.TimeFormat),
                "quality" => "good",
                _ => TextOf(column, fields),
            });
            line.Append(rule.Separator);
        }
        return line.ToString(0, line.Length - 1);
    }

    private static string TextOf(string column, ReadOnlySpan<Field> fields)
    {
        foreach (ref readonly var field in fields)
            if (field.Name == column)
                return field.Text is { } text ? $"\"{text}\"" : TextOf(field);
        return "";
    }

    private static string TextOf(in Field field) => field.Text ?? RawText.Of(field.Number);

    private static string Number(decimal number) => number.ToString("0.############", CultureInfo.InvariantCulture);

    private static void WriteDocument(JsonNode document, IBufferWriter<byte> into)
    {
        using var json = new Utf8JsonWriter(into, Options);
        document.WriteTo(json);
    }
}
