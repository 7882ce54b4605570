using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace OrleansTwin.Ingest.Mqtt;

/// <summary>
/// Reads one connection: cuts the stream into packets, hands messages to <see cref="Inbound"/>, answers to <see
/// cref="Outbound"/> and
/// <see cref="Requests"/>. While the application or the outbox holds too much it does not read, so TCP slows the broker down.
/// </summary>
internal sealed class ReceiveLoop(MqttLink link, MqttOptions options, TimeProvider time, ClientParts parts)
{
    private readonly InboundAliases _aliases = new(link.Version == MqttVersion.V5 ? options.TopicAliasMaximum : (ushort)0);
    private byte[] _straddling = [];
    private long _now;
    private int _plainMessages;
    private bool _otherPackets;

    /// <summary>Runs until the connection ends, which is always told by an exception.</summary>
    public async Task RunAsync()
    {
        // The machine's own time: this is about buffers, not about the protocol.
        using var gather = new Gather(TimeProvider.System);
        while (true)
        {
            if (gather.PauseFirst)
                await gather.PauseAsync(link.Closing);
            ReadResult read = await link.Reader.ReadAsync(link.Closing);
            link.MarkReceived();
            _now = time.GetUtcNow().Ticks;
            (SequencePosition consumed, bool full) = Handle(read.Buffer);
            link.Paused = full;
            gather.Note(_plainMessages, _otherPackets);
            parts.Inbound.HandOver();
            link.Outbox.Wake();
            link.Reader.AdvanceTo(consumed, full ? consumed : read.Buffer.End);
            if (full)
                await PauseAsync();
            else if (read.IsCompleted)
                throw new MqttException(MqttReasonCode.UnspecifiedError, "The broker closed the connection without a reason.");
        }
    }

    private (SequencePosition Consumed, bool Full) Handle(ReadOnlySequence<byte> bytes)
    {
        long before = bytes.Length;
        bool answered = false, full = false;
        (_plainMessages, _otherPackets) = (0, false);
        try
        {
            while (FixedHeader.TryRead(bytes, options.MaximumPacketBytes, out FixedHeader header)
                && bytes.Length >= header.TotalBytes)
            {
                full = MustWait(header.Type);
                if (full)
                    break;
                Handle(header, Body(bytes, header));
                Count(header);
                answered |= header.Type != MqttPacketType.Publish;
                bytes = bytes.Slice(header.TotalBytes);
            }
        }
        finally
        {
            if (answered)
                parts.Outbound.Continue();
        }
        parts.Tally.BytesReceived += before - bytes.Length;
        return (bytes.Start, full);
    }

    private void Count(FixedHeader header)
    {
        if (header.Type == MqttPacketType.Publish && (header.Flags & 6) == 0)
            _plainMessages++;
        else
            _otherPackets = true;
    }

    private bool OutboxFull => link.Outbox.PendingBytes > options.OutboxBytesMax;

    /// <summary>There is no room for what this packet brings, or for the answer that it asks for.</summary>
    private bool MustWait(MqttPacketType type) => type switch
    {
        MqttPacketType.Publish => OutboxFull || parts.Inbound.Full,
        MqttPacketType.PubRel or MqttPacketType.PubRec => OutboxFull,
        _ => false,
    };

    private ReadOnlySpan<byte> Body(in ReadOnlySequence<byte> bytes, FixedHeader header)
    {
        if (bytes.FirstSpan.Length >= header.TotalBytes)
            return bytes.FirstSpan.Slice(header.HeaderBytes, header.BodyBytes);
        if (_straddling.Length < header.BodyBytes)
            _straddling = new byte[header.BodyBytes];
        bytes.Slice(header.HeaderBytes, header.BodyBytes).CopyTo(_straddling);
        return _straddling.AsSpan(0, header.BodyBytes);
    }

    private void Handle(FixedHeader header, ReadOnlySpan<byte> body)
    {
        switch (header.Type)
        {
            case MqttPacketType.Publish:
                Publish(PublishPacket.Read(header.Flags, body, link.Version));
                break;
            case MqttPacketType.PubAck or MqttPacketType.PubRec or MqttPacketType.PubComp:
                parts.Outbound.Answer(AckPacket.Read(header, body, link.Version));
                break;
            case MqttPacketType.PubRel:
                parts.Inbound.Release(AckPacket.Read(header, body, link.Version).PacketId);
                break;
            case MqttPacketType.SubAck or MqttPacketType.UnsubAck:
                parts.Requests.Answer(SubAckPacket.Read(header, body, link.Version), link.Version);
                break;
            case MqttPacketType.PingResp when header is { Flags: 0, BodyBytes: 0 }:
                break;
            case MqttPacketType.Disconnect when link.Version == MqttVersion.V5:
                throw Disconnected(DisconnectPacket.Read(header, body));
            default:
                throw Unexpected(header);
        }
    }

    private void Publish(in PublishPacket packet)
    {
        string? named = packet.TopicUtf8.IsEmpty && packet.Header.TopicAlias > 0 ? null : parts.Topics.Get(packet.TopicUtf8);
        string topic = packet.Header.TopicAlias > 0 ? _aliases.Resolve(packet.Header.TopicAlias, named) : named!;
        parts.Inbound.Accept(packet, topic, _now);
    }

    private async ValueTask PauseAsync()
    {
        parts.Tally.ReceivePauses++;
        if (OutboxFull)
            await link.OutboxDrained.WaitAsync(link.Closing);
        else
            await parts.Inbound.WaitForRoomAsync(link.Closing);
        link.MarkReceived();
        link.Paused = false;
    }

    private static MqttException Disconnected(DisconnectPacket packet)
    {
        var text = new StringBuilder($"The broker ended the connection: {packet.Reason}");
        if (packet.ReasonText is { } reason)
            text.Append(": ").Append(reason);
        if (packet.ServerReference is { } server)
            text.Append("; it names another server: ").Append(server);
        return new(packet.Reason, text.Append('.').ToString());
    }

    private MqttProtocolException Unexpected(FixedHeader header) => header.Type switch
    {
        MqttPacketType.Auth when link.Version == MqttVersion.V5 =>
            Malformed.Protocol("AUTH, though no enhanced authentication was asked for; this client offers none"),
        MqttPacketType.Will => Malformed.Packet("packet type 0, which is reserved"),
        MqttPacketType.PingResp => Malformed.Packet($"PINGRESP with flags 0x{header.Flags:X} and {header.BodyBytes} bytes"),
        _ => Malformed.Protocol($"{header.Type}, which a broker may not send here"),
    };
}
