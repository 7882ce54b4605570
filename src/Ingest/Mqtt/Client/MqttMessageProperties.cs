using System.Text;

namespace OrleansTwin.Ingest.Mqtt;

/// <summary>
/// Version 5 properties of a received message, read from its bytes when asked for; they were checked at receipt. Valid as long
/// as the message is.
/// </summary>
public readonly struct MqttMessageProperties
{
    private readonly ReadOnlyMemory<byte> _block;

    internal MqttMessageProperties(ReadOnlyMemory<byte> block) => _block = block;

    public bool IsEmpty => _block.IsEmpty;

    public bool PayloadIsUtf8 => Number(MqttPropertyId.PayloadFormatIndicator) == 1;

    public uint? MessageExpirySeconds => Number(MqttPropertyId.MessageExpiryInterval);

    public string? ContentType => Text(MqttPropertyId.ContentType);

    public string? ResponseTopic => Text(MqttPropertyId.ResponseTopic);

    public ReadOnlySpan<byte> CorrelationData => Find(MqttPropertyId.CorrelationData).Bytes;

    /// <summary>Identifiers of the subscriptions that matched; allocates.</summary>
    public IReadOnlyList<uint> SubscriptionIdentifiers
    {
        get
        {
            var found = new List<uint>();
            for (var cursor = new PropertyCursor(_block.Span); cursor.MoveNext();)
                if (cursor.Id == MqttPropertyId.SubscriptionIdentifier)
                    found.Add(cursor.Number);
            return found;
        }
    }

    /// <summary>In the broker's order; allocates.</summary>
    public IReadOnlyList<MqttUserProperty> UserProperties => PropertyCursor.UserProperties(_block.Span);

    private uint? Number(MqttPropertyId id)
    {
        PropertyCursor at = Find(id);
        return at.Id == id ? at.Number : null;
    }

    private string? Text(MqttPropertyId id)
    {
        PropertyCursor at = Find(id);
        return at.Id == id ? Encoding.UTF8.GetString(at.Bytes) : null;
    }

    private PropertyCursor Find(MqttPropertyId id)
    {
        var cursor = new PropertyCursor(_block.Span);
        while (cursor.MoveNext())
            if (cursor.Id == id)
                return cursor;
        return default;
    }
}
