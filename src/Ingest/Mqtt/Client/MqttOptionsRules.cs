using System.Text;

namespace OrleansTwin.Ingest.Mqtt;

/// <summary>What <see cref="MqttOptions.Validate"/> checks.</summary>
internal static class MqttOptionsRules
{
    public static MqttOptions Check(MqttOptions o)
    {
        Require(o.Host.Length > 0, "host", o.Host, "a host name or address", "name the broker's host");
        Range("port", o.Port, 1, 65535);
        Range("firstPacketId", o.FirstPacketId, 1, 65535);
        Range("receiveMaximum", o.ReceiveMaximum, 1, 65535);
        Range("maximumPacketBytes", o.MaximumPacketBytes, 64, PacketSize.MaximumPacket);
        Range("unacknowledgedMessages", o.UnacknowledgedMessagesMax, 1, 1 << 24);
        Range("unacknowledgedBytes", o.UnacknowledgedBytesMax, 2 * ReceiveBlockPool.BlockBytes, long.MaxValue);
        Range("topicCacheSize", o.TopicCacheSize, 1, 1 << 24);
        Range("topicCacheBytes", o.TopicCacheBytesMax, TopicCache.TopicBytesMax, long.MaxValue);
        Range("inFlight", o.InFlightMax, 1, 65535);
        Range("inFlightV311", o.InFlightMaxV311, 1, 65535);
        Range("outboxBytes", o.OutboxBytesMax, 1024, 1 << 30);
        Range("subscriptions", o.SubscriptionsMax, 1, 1 << 24);
        Range("connectTimeoutMs", o.ConnectTimeoutMs, 1, int.MaxValue);
        Range("responseTimeoutMs", o.ResponseTimeoutMs, 1, int.MaxValue);
        Range("reconnectMinMs", o.ReconnectMinMs, 1, o.ReconnectMaxMs);
        Identity(o);
        if (o.Will is { } will)
            MqttTopic.CheckName(will.Topic);
        return o;
    }

    private static void Identity(MqttOptions o)
    {
        Require(Enum.IsDefined(o.Version), "version", o.Version, "4 (3.1.1) or 5", "write version=5");
        Require(o.ClientId.Length > 0 || o.CleanStart, "clientId", "", "a name, since the session is to be kept",
            "set clientId, or cleanStart=true");
        Require(Encoding.UTF8.GetByteCount(o.ClientId) <= 65535, "clientId", o.ClientId.Length, "at most 65,535 bytes",
            "shorten it");
        Require(o.Password is null || o.UserName is not null || o.Version == MqttVersion.V5, "password",
            "one without a user name", "a user name too, as 3.1.1 demands", "set the user name");
        Require(o.Tls is not { KeyFile: not null, CertificateFile: null }, "key", o.Tls?.KeyFile, "a certificate with it",
            "set cert to the PEM file of the certificate");
    }

    private static void Range(string key, long value, long min, long max) =>
        Require(value >= min && value <= max, key, value, $"{min} to {max}", "choose a value in that range");

    private static void Require(bool holds, string key, object? found, string expected, string mend)
    {
        if (!holds)
            throw MqttUrl.Bad(key, found, expected, mend);
    }
}
