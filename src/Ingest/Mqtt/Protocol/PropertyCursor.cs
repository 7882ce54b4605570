using System.Text;

namespace OrleansTwin.Ingest.Mqtt;

/// <summary>Walks the properties of a packet (MQTT 5.0, 2.2.2) without allocating. Which of them a packet may carry is checked by
/// <see cref="PropertyBlock"/>.</summary>
internal ref struct PropertyCursor(ReadOnlySpan<byte> block)
{
    private MqttReader _reader = new(block);

    public MqttPropertyId Id { get; private set; }

    /// <summary>Value of the properties that are numbers.</summary>
    public uint Number { get; private set; }

    /// <summary>Value of text and binary properties, and the name of a user property.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>Value of a user property.</summary>
    public ReadOnlySpan<byte> Second { get; private set; }

    public bool MoveNext()
    {
        if (_reader.AtEnd)
            return false;
        uint id = _reader.VariableByteInteger();
        PropertyKind kind = PropertyRules.KindOf(id);
        if (kind == PropertyKind.Unknown)
            throw Malformed.Packet($"property {id}, which does not exist");
        Id = (MqttPropertyId)id;
        ReadValue(kind);
        return true;
    }

    /// <summary>The user properties in a checked block, in order.</summary>
    public static IReadOnlyList<MqttUserProperty> UserProperties(ReadOnlySpan<byte> block)
    {
        var found = new List<MqttUserProperty>();
        for (var cursor = new PropertyCursor(block); cursor.MoveNext();)
            if (cursor.Id == MqttPropertyId.UserProperty)
                found.Add(new(Encoding.UTF8.GetString(cursor.Bytes), Encoding.UTF8.GetString(cursor.Second)));
        return found;
    }

    private void ReadValue(PropertyKind kind)
    {
        switch (kind)
        {
            case PropertyKind.Byte: Number = _reader.Byte(); break;
            case PropertyKind.UInt16: Number = _reader.UInt16(); break;
            case PropertyKind.UInt32: Number = _reader.UInt32(); break;
            case PropertyKind.VariableByteInteger: Number = _reader.VariableByteInteger(); break;
            case PropertyKind.Binary: Bytes = _reader.Binary(); break;
            default: ReadText(kind); break;
        }
    }

    private void ReadText(PropertyKind kind)
    {
        Bytes = _reader.Utf8();
        if (kind == PropertyKind.TextPair)
            Second = _reader.Utf8();
    }
}
