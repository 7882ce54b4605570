namespace OrleansTwin.Ingest.Mqtt;

/// <summary>The one place that words complaints about a broker's bytes.</summary>
internal static class Malformed
{
    public static MqttProtocolException Packet(string found) =>
        new(MqttReasonCode.MalformedPacket, $"The broker sent a malformed packet: {found}.");

    public static MqttProtocolException Protocol(string found) =>
        new(MqttReasonCode.ProtocolError, $"The broker broke the protocol: {found}.");

    public static MqttProtocolException With(MqttReasonCode reason, string found) =>
        new(reason, $"The broker broke the protocol: {found}.");
}
