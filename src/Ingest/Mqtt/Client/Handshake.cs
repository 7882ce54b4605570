using System.Buffers;
using System.IO.Pipelines;

namespace OrleansTwin.Ingest.Mqtt;

/// <summary>CONNECT and CONNACK on a fresh stream.</summary>
internal static class Handshake
{
    private static readonly StreamPipeReaderOptions Buffers = new(bufferSize: 64 * 1024, minimumReadSize: 4 * 1024);

    /// <summary>Connects with one version. What the broker sent after its CONNACK waits in the reader.</summary>
    /// <exception cref="MqttException">The broker refused, or answered nonsense, or not in time.</exception>
    public static async Task<(PipeReader Reader, MqttConnAck Ack)> RunAsync(
        Stream stream, MqttOptions options, MqttVersion version, string clientId, bool clean, CancellationToken cancel)
    {
        await stream.WriteAsync(ConnectPacket.Encode(options, version, clientId, clean), cancel);
        var reader = PipeReader.Create(stream, Buffers);
        MqttConnAck ack = await ReadConnAckAsync(reader, options, version, clientId, cancel);
        if (ack.Reason != MqttReasonCode.Success)
            throw Refused(ack, options);
        if (clean && ack.SessionPresent)
            throw Malformed.Protocol("CONNACK that tells of a session after a clean start");
        if (ack.ClientId.Length == 0 && version == MqttVersion.V5)
            throw Malformed.Protocol("CONNACK that assigns no client identifier, though none was given");
        return (reader, ack);
    }

    private static async Task<MqttConnAck> ReadConnAckAsync(
        PipeReader reader, MqttOptions options, MqttVersion version, string clientId, CancellationToken cancel)
    {
        while (true)
        {
            ReadResult read = await reader.ReadAsync(cancel);
            if (TryRead(read.Buffer, options, version, clientId, out MqttConnAck? ack, out SequencePosition consumed))
            {
                reader.AdvanceTo(consumed);
                return ack!;
            }
            reader.AdvanceTo(consumed, read.Buffer.End);
            if (read.IsCompleted)
                throw new EndOfStreamException("the broker closed it");
        }
    }

    private static bool TryRead(ReadOnlySequence<byte> bytes, MqttOptions options, MqttVersion version, string clientId,
        out MqttConnAck? ack, out SequencePosition consumed)
    {
        (ack, consumed) = (null, bytes.Start);
        if (!bytes.IsEmpty && bytes.FirstSpan[0] >> 4 != (int)MqttPacketType.ConnAck)
            throw Malformed.Protocol($"byte 0x{bytes.FirstSpan[0]:X2} where CONNACK was expected");
        if (!FixedHeader.TryRead(bytes, options.MaximumPacketBytes, out FixedHeader header) || bytes.Length < header.TotalBytes)
            return false;
        ack = ConnAckReader.Read(header, bytes.Slice(header.HeaderBytes, header.BodyBytes).ToArray(), version, clientId);
        consumed = bytes.GetPosition(header.TotalBytes);
        return true;
    }

    private static MqttException Refused(MqttConnAck ack, MqttOptions options)
    {
        string more = (ack.ReasonText is { } text ? $" ({text})" : "")
            + (ack.ServerReference is { } server ? $" (it names another server: {server})" : "");
        return new(ack.Reason, $"The broker {options.Host}:{options.Port} refused the connection: {ack.Reason}{more}; "
            + $"{Remedy(ack.Reason)}.");
    }

    private static string Remedy(MqttReasonCode reason) => reason switch
    {
        MqttReasonCode.UnsupportedProtocolVersion => "set version=4 for MQTT 3.1.1, or leave fallback on",
        MqttReasonCode.ClientIdentifierNotValid => "choose another clientId",
        MqttReasonCode.BadUserNameOrPassword => "check user name and password",
        MqttReasonCode.NotAuthorized or MqttReasonCode.Banned => "check user name, password and the broker's access rules",
        MqttReasonCode.ServerUnavailable or MqttReasonCode.ServerBusy => "try again later",
        MqttReasonCode.PacketTooLarge => "shorten the will or the user properties",
        MqttReasonCode.UseAnotherServer or MqttReasonCode.ServerMoved => "connect to the server it names",
        _ => "see the broker's log",
    };
}
