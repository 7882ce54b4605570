using System.Buffers;

namespace OrleansTwin.Ingest.Mqtt;

/// <summary>
/// One QoS 1 or 2 publication until the broker has confirmed it; kept across connections. Owns a copy of the payload.
/// </summary>
internal sealed class InFlight
{
    private byte[] _copy = [];

    public ushort PacketId { get; private set; }

    public MqttPublish Message { get; private set; }

    /// <summary>The order of sending, which a resend keeps.</summary>
    public long Order { get; private set; }

    /// <summary>PUBREC came: PUBREL is what is to be sent again.</summary>
    public bool Released { get; set; }

    /// <summary>It was sent to a session that the broker may still have: a resend is marked as duplicate.</summary>
    public bool Sent { get; set; }

    /// <summary>Null when nobody waits for the answer.</summary>
    public TaskCompletionSource<MqttReasonCode>? Waiter { get; private set; }

    public void Begin(ushort packetId, in MqttPublish message, long order, bool wait)
    {
        _copy = ArrayPool<byte>.Shared.Rent(message.Payload.Length);
        message.Payload.Span.CopyTo(_copy);
        Message = message with { Payload = _copy.AsMemory(0, message.Payload.Length) };
        (PacketId, Order, Released, Sent) = (packetId, order, false, false);
        Waiter = wait ? new(TaskCreationOptions.RunContinuationsAsynchronously) : null;
    }

    /// <summary>Gives the payload back; the object may begin again.</summary>
    public void End()
    {
        ArrayPool<byte>.Shared.Return(_copy);
        (_copy, Message, Waiter) = ([], default, null);
    }
}
