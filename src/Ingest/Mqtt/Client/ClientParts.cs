namespace OrleansTwin.Ingest.Mqtt;

/// <summary>The parts of a client that outlive its connections.</summary>
internal sealed class ClientParts
{
    public ClientParts(MqttOptions options, TimeProvider time)
    {
        var ids = new PacketIds(options.FirstPacketId);
        Topics = new(options.TopicCacheSize, options.TopicCacheBytesMax);
        Inbound = new(options, Tally);
        Outbound = new(options, Tally, ids);
        Requests = new(ids, Tally);
        Subscriptions = new(options, time, Requests);
    }

    public Tally Tally { get; } = new();

    /// <summary>For the receiving loop of the connection in use.</summary>
    public TopicCache Topics { get; }

    public Inbound Inbound { get; }

    public Outbound Outbound { get; }

    public Requests Requests { get; }

    public Subscriptions Subscriptions { get; }
}
