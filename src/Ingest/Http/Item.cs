using System.Text.Json;
using OrleansTwin.Ingest.Conditioners;
using OrleansTwin.Ingest.Decoding;
using OrleansTwin.Ingest.Rejects;
using OrleansTwin.Ingest.Sources;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Ingest.Http;

/// <summary>
/// One posted item while it is read: <c>{"tag" or "sensor", "value", "timestamp", "quality"}</c> and nothing that is not known.
/// </summary>
internal struct Item()
{
    public const int TagLengthMax = 512;

    private bool _isSensorId;
    private bool _hasValue;
    private bool _isTimeUnreadable;
    private bool _isStructure;
    private double _number;
    private string? _text;
    private long _ticks = RawSample.NoTime;
    private Quality _quality;

    public string? Tag { get; private set; }

    public readonly RejectReason Problem =>
        _isStructure ? RejectReason.WrongType
        : string.IsNullOrEmpty(Tag) ? RejectReason.MissingTag
        : Tag.Length > TagLengthMax ? RejectReason.TextTooLong
        : !_hasValue ? RejectReason.MissingValue
        : _isTimeUnreadable ? RejectReason.UnreadableTime
        : RejectReason.None;

    public readonly string ProblemText => Problem switch
    {
        RejectReason.WrongType => "an object or array as value; expected a number, a text, true or false",
        RejectReason.MissingTag => "expected an object with a member tag (or sensor) and a member value",
        RejectReason.TextTooLong => $"a tag longer than {TagLengthMax} characters",
        RejectReason.MissingValue => "expected a member value that is not null",
        _ => "a timestamp that is neither ISO 8601 nor a number since 1970",
    };

    public readonly RawSample Sample() => new(Tag!, _ticks, _number, _text, _quality) { IsSensorId = _isSensorId };

    public void Read(ref Utf8JsonReader reader, TextPool texts)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var role = JsonRoles.Of(ref reader);
            var isSensor = role == JsonRole.Other && reader.ValueTextEquals("sensor"u8);
            reader.Read();
            if (isSensor || role == JsonRole.Name)
                TakeTag(ref reader, isSensor, texts);
            else if (role == JsonRole.Value)
                TakeValue(ref reader, texts);
            else if (role == JsonRole.Time)
                TakeTime(ref reader);
            else if (role == JsonRole.Quality && IsScalar(ref reader))
                TakeQuality(ref reader);
            else
                reader.Skip();
        }
    }

    private void TakeTag(ref Utf8JsonReader reader, bool isSensor, TextPool texts)
    {
        if (reader.TokenType == JsonTokenType.String)
            (Tag, _isSensorId) = (Text(ref reader, texts), isSensor);
        else
            reader.Skip();
    }

    private void TakeValue(ref Utf8JsonReader reader, TextPool texts)
    {
        _hasValue = reader.TokenType != JsonTokenType.Null;
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                _number = reader.GetDouble();
                break;
            case JsonTokenType.True or JsonTokenType.False:
                _number = reader.TokenType == JsonTokenType.True ? 1 : 0;
                break;
            case JsonTokenType.String:
                _text = Text(ref reader, texts);
                break;
            default:
                _isStructure = reader.TokenType != JsonTokenType.Null;
                reader.Skip();
                break;
        }
    }

    private void TakeTime(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.Null)
            _isTimeUnreadable = !IsScalar(ref reader) || !TimeParser.TryParse(reader.ValueSpan, TimeFormat.Auto, out _ticks);
        reader.Skip();
    }

    private void TakeQuality(ref Utf8JsonReader reader) =>
        _quality = reader.TokenType switch
        {
            JsonTokenType.Number => QualityParser.OfNumber(reader.GetDouble()),
            JsonTokenType.Null => Quality.Good,
            _ => QualityParser.OfText(reader.ValueSpan),
        };

    private static bool IsScalar(ref Utf8JsonReader reader) =>
        reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray);

    private static string Text(ref Utf8JsonReader reader, TextPool texts) =>
        reader.ValueIsEscaped || reader.ValueSpan.Length > 128 ? reader.GetString()! : texts.Get(reader.ValueSpan);
}
