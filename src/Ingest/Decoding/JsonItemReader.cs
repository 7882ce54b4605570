using System.Text.Json;
using OrleansTwin.Ingest.Rejects;
using OrleansTwin.Ingest.Sources;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Ingest.Decoding;

/// <summary>
/// Reads the values of a JSON text in one pass, without a document in memory. A scalar is the topic's value. An object with a
/// member value is that value, with its time, quality and name beside it; any other object is a set of named values, nested
/// names joined by a dot, all at its time. An array is all of that again for each element; the elements of an outermost array
/// are handed over one by one.
/// </summary>
internal sealed class JsonItemReader(DecodeLimits limits)
{
    private readonly JsonScratch _scratch = new();
    private int _taken;

    /// <summary>Begins a payload: values are counted from here.</summary>
    public void Begin() => _taken = 0;

    /// <summary>Counts an item that is refused as a whole: a payload may hold no more of them than values.</summary>
    /// <exception cref="PayloadLimitException">It was one too many.</exception>
    public void CountRefused()
    {
        if (_taken++ >= limits.ValuesPerMessageMax)
            throw PayloadLimitException.Values(limits.ValuesPerMessageMax);
    }

    /// <exception cref="JsonException">Malformed or too deep; what came before was handed over.</exception>
    /// <exception cref="PayloadLimitException">
    /// The payload holds more values, or longer names, than allowed; what came before was handed over.
    /// </exception>
    public void Read(ref Utf8JsonReader reader, in JsonFrame frame, IValueSink sink)
    {
        _scratch.Clear();
        if (!reader.Read())
            return;
        ReadOutermost(ref reader, frame, sink);
        reader.Read();
    }

    private void ReadOutermost(ref Utf8JsonReader reader, in JsonFrame frame, IValueSink sink)
    {
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                ReadOutermost(ref reader, frame, sink);
            return;
        }
        _scratch.Clear();
        var name = _scratch.Keep(frame.Name);
        ReadValue(ref reader, name, frame);
        if (_scratch.Count == 0)
        {
            CountRefused();
            sink.Refuse(RejectReason.MissingValue, "an item without a value", frame.Name, default);
        }
        foreach (ref readonly var member in _scratch.Members)
            HandOver(member, frame, sink);
    }

    private void HandOver(in JsonMember member, in JsonFrame frame, IValueSink sink)
    {
        _taken++;
        var text = _scratch[member.Text];
        if (member.Refused != RejectReason.None)
        {
            sink.Refuse(member.Refused, Detail(member.Refused), _scratch[member.Name], text);
            return;
        }
        sink.Take(new RawValue
        {
            Name = _scratch[member.Name],
            Kind = member.Kind,
            Number = member.Number,
            Utf8 = text,
            SourceTicks = frame.Ticks != RawSample.NoTime ? frame.Ticks : member.Ticks,
            Quality = frame.Quality ?? member.Quality ?? Quality.Good,
        });
    }

    private void ReadValue(ref Utf8JsonReader reader, Bytes name, in JsonFrame frame)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            ReadObject(ref reader, name, frame);
        }
        else if (reader.TokenType == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                ReadValue(ref reader, name, frame);
        }
        else
        {
            Add(ref reader, name);
        }
    }

    private void ReadObject(ref Utf8JsonReader reader, Bytes prefix, in JsonFrame frame)
    {
        var mark = _scratch.Count;
        var found = new JsonObjectFields(mark);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var role = JsonRoles.Of(ref reader);
            var own = role == JsonRole.Value ? default : _scratch.Keep(ref reader);
            reader.Read();
            if (frame.Uses((int)reader.TokenStartIndex))
                reader.Skip();
            else if (!TakeField(ref reader, role, ref found, frame))
                ReadMember(ref reader, role, prefix, own, ref found, frame);
        }
        found.Close(_scratch, prefix, frame.NamesItself);
    }

    private static bool TakeField(ref Utf8JsonReader reader, JsonRole role, ref JsonObjectFields found, in JsonFrame frame)
    {
        var isScalar = reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray);
        if (role == JsonRole.Time && isScalar)
            found.TakeTime(ref reader, frame.TimeFormat);
        else if (role == JsonRole.Quality && isScalar)
            found.TakeQuality(ref reader);
        else
            return false;
        return true;
    }

    private void ReadMember(
        ref Utf8JsonReader reader, JsonRole role, Bytes prefix, Bytes own, ref JsonObjectFields found, in JsonFrame frame)
    {
        var at = _scratch.Count;
        var bytes = _scratch.UsedBytes;
        ReadValue(ref reader, role == JsonRole.Value ? prefix : _scratch.Join(prefix, own), frame);
        if (_scratch.Count == at)
            _scratch.Release(bytes);
        var isScalar = reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray);
        if (role == JsonRole.Value && isScalar)
            found.ValueAt = at;
        else if (role == JsonRole.Name && reader.TokenType == JsonTokenType.String)
            found.Name = _scratch.Members[at].Text;
    }

    private void Add(ref Utf8JsonReader reader, Bytes name)
    {
        if (_taken + _scratch.Count >= limits.ValuesPerMessageMax)
            throw PayloadLimitException.Values(limits.ValuesPerMessageMax);
        var member = new JsonMember { Name = name, Ticks = RawSample.NoTime };
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                member.Number = reader.GetDouble();
                break;
            case JsonTokenType.True or JsonTokenType.False:
                (member.Kind, member.Number) = (RawKind.Boolean, reader.TokenType == JsonTokenType.True ? 1 : 0);
                break;
            case JsonTokenType.String:
                (member.Kind, member.Text) = (RawKind.Text, _scratch.Keep(ref reader));
                if (TextLimit.IsTooLong(_scratch[member.Text], limits.TextLengthMax))
                    member.Refused = RejectReason.TextTooLong;
                break;
            default:
                member.Refused = RejectReason.MissingValue;
                break;
        }
        _scratch.Add(member);
    }

    private string Detail(RejectReason reason) =>
        reason switch
        {
            RejectReason.TextTooLong => TextLimit.Detail(limits.TextLengthMax),
            RejectReason.UnreadableTime => "a time that is neither ISO 8601 nor a number since 1970",
            _ => "null",
        };
}
