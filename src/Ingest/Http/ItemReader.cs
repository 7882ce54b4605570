using System.Text.Json;
using System.Text.Unicode;
using OrleansTwin.Ingest.Conditioners;
using OrleansTwin.Ingest.Rejects;
using OrleansTwin.Ingest.Sources;

namespace OrleansTwin.Ingest.Http;

/// <summary>
/// Posted items to raw samples. An item that can't be used is refused by itself; a JSON body that is no JSON is refused as a
/// whole, since where its items begin and end can't be told. Of NDJSON, only the bad line is refused.
/// </summary>
internal sealed class ItemReader(RawBatch batch, int valuesMax)
{
    private const int DepthMax = 32;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = DepthMax };

    private readonly TextPool _texts = new();
    private int _items;

    /// <summary>Fills the batch; returns what is wrong with the body as a whole, or null.</summary>
    public TelemetryResult? Read(ReadOnlySpan<byte> body, BodyForm form)
    {
        if (body.StartsWith("\uFEFF"u8))
            body = body[3..];
        if (body.Trim(" \t\r\n"u8).IsEmpty)
            return new TelemetryResult(
                TelemetryOutcome.Malformed, "The body is empty; expected an object with tag and value, or an array.");
        if (form == BodyForm.Lines)
            return ReadLines(body);
        if (!Utf8.IsValid(body))
            return new TelemetryResult(TelemetryOutcome.Malformed, "The body is not UTF-8.");
        try
        {
            return ReadDocument(body) ? null : TooMany();
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return new TelemetryResult(TelemetryOutcome.Malformed, $"The body is not JSON: {error.Message}");
        }
    }

    private TelemetryResult? ReadLines(ReadOnlySpan<byte> body)
    {
        foreach (var range in body.Split((byte)'\n'))
        {
            var line = body[range].Trim(" \t\r"u8);
            if (!line.IsEmpty && !ReadLine(line))
                return TooMany();
        }
        return null;
    }

    private bool ReadLine(ReadOnlySpan<byte> line)
    {
        if (!Utf8.IsValid(line))
        {
            Refuse(RejectReason.InvalidUtf8, "a line that is not UTF-8", "", line);
            return _items <= valuesMax;
        }
        try
        {
            return ReadDocument(line);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            Refuse(RejectReason.Malformed, "a line that is not a JSON object", "", line);
            return _items <= valuesMax;
        }
    }

    // False when there are more items than allowed.
    private bool ReadDocument(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, Options);
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                if (!ReadItem(ref reader, json))
                    return false;
        }
        else if (!ReadItem(ref reader, json))
        {
            return false;
        }
        reader.Read();
        return true;
    }

    private bool ReadItem(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (_items >= valuesMax)
            return false;
        var start = (int)reader.TokenStartIndex;
        var item = new Item();
        if (reader.TokenType == JsonTokenType.StartObject)
            item.Read(ref reader, _texts);
        else
            reader.Skip();
        if (item.Problem == RejectReason.None)
        {
            batch.Add(item.Sample());
            _items++;
        }
        else
        {
            Refuse(item.Problem, item.ProblemText, item.Tag ?? "", json[start..(int)reader.BytesConsumed]);
        }
        return true;
    }

    private void Refuse(RejectReason reason, string detail, string tag, ReadOnlySpan<byte> head) =>
        batch.AddRefused(new Refusal(_items++, tag, reason, detail), head);

    private TelemetryResult TooMany() =>
        new(TelemetryOutcome.TooLarge, $"The body has more than {valuesMax} values. Send it in parts.")
        {
            Limit = BodyLimit.Values,
        };
}
