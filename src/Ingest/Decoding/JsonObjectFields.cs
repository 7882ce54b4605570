using System.Text.Json;
using OrleansTwin.Ingest.Rejects;
using OrleansTwin.Ingest.Sources;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Ingest.Decoding;

/// <summary>What an object says about its values: time, quality, name, and which member is the value, if one is.</summary>
internal struct JsonObjectFields(int mark)
{
    private long _ticks = RawSample.NoTime;
    private bool _isTimeUnreadable;
    private Quality? _quality;

    /// <summary>Index of the member that is the object's value; -1: the members are its values.</summary>
    public int ValueAt = -1;
    public Bytes Name;

    public void TakeTime(ref Utf8JsonReader reader, TimeFormat format)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return;
        var isTime = reader.TokenType is JsonTokenType.Number or JsonTokenType.String;
        _isTimeUnreadable = !(isTime && TimeParser.TryParse(reader.ValueSpan, format, out _ticks));
    }

    public void TakeQuality(ref Utf8JsonReader reader) =>
        _quality = reader.TokenType switch
        {
            JsonTokenType.Number => QualityParser.OfNumber(reader.GetDouble()),
            JsonTokenType.Null => null,
            _ => QualityParser.OfText(reader.ValueSpan),
        };

    /// <summary>At the object's end: members without a time or quality of their own get the object's.</summary>
    public readonly void Close(JsonScratch scratch, Bytes prefix, bool namesItself)
    {
        if (ValueAt >= 0)
        {
            var value = scratch.Members[ValueAt];
            if (namesItself && Name.Length > 0)
                value.Name = scratch.Join(prefix, Name);
            scratch.Truncate(mark);
            scratch.Add(value);
        }
        foreach (ref var member in scratch.Members[mark..])
        {
            member.Quality ??= _quality;
            if (member.Ticks != RawSample.NoTime || member.Refused != RejectReason.None)
                continue;
            member.Ticks = _ticks;
            if (_isTimeUnreadable)
                member.Refused = RejectReason.UnreadableTime;
        }
    }
}
