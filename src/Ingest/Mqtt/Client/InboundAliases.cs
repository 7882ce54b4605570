namespace OrleansTwin.Ingest.Mqtt;

/// <summary>The topics that the broker's aliases stand for on one connection (MQTT 5.0, 3.3.2.3.4).</summary>
internal sealed class InboundAliases(ushort maximum)
{
    private readonly string?[] _topics = new string?[maximum + 1];

    /// <summary>The topic of a message that carries an alias; <paramref name="named"/> sets it anew when given.</summary>
    public string Resolve(ushort alias, string? named)
    {
        if (alias > maximum)
            throw Malformed.With(MqttReasonCode.TopicAliasInvalid, $"topic alias {alias}, {maximum} are allowed");
        if (named is not null)
            return _topics[alias] = named;
        return _topics[alias] ?? throw Malformed.With(MqttReasonCode.ProtocolError, $"topic alias {alias}, which was never set");
    }
}
