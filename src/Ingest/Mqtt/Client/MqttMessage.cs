namespace OrleansTwin.Ingest.Mqtt;

/// <summary>
/// A message received. Payload and properties lie in pooled memory: they are valid until the message is acknowledged
/// (<see cref="MqttClient.Acknowledge(in MqttMessage, MqttReasonCode)"/>), which every message needs exactly once, QoS 0 too.
/// </summary>
public readonly struct MqttMessage
{
    internal readonly ReceiveBlock Block;
    internal readonly long Sequence;
    private readonly int _properties;
    private readonly int _payload;
    private readonly int _end;
    private readonly byte _flags;

    internal MqttMessage(
        string topic, in PublishHeader header, ReceiveBlock block, int properties, int payload, int end, long sequence,
        long receivedTicks)
    {
        Topic = topic;
        PacketId = header.PacketId;
        ReceivedTicks = receivedTicks;
        Block = block;
        Sequence = sequence;
        (_properties, _payload, _end, _flags) = (properties, payload, end, header.Flags);
    }

    public string Topic { get; }

    /// <summary>When the bytes were read from the socket: UTC ticks of 100 ns.</summary>
    public long ReceivedTicks { get; }

    /// <summary>0 for QoS 0.</summary>
    public ushort PacketId { get; }

    public MqttQos Qos => (MqttQos)((_flags >> 1) & 3);

    public bool Retain => (_flags & 1) != 0;

    /// <summary>The broker has sent it before, perhaps on an earlier connection.</summary>
    public bool Duplicate => (_flags & 8) != 0;

    public ReadOnlyMemory<byte> Payload => Block.Bytes.AsMemory(_payload, _end - _payload);

    /// <summary>Empty on 3.1.1.</summary>
    public MqttMessageProperties Properties => new(Block.Bytes.AsMemory(_properties, _payload - _properties));
}
