namespace OrleansTwin.Ingest.Mqtt;

/// <summary>
/// How to reach a broker and the limits to keep. Each has a default that fits a plant's broker; vary a copy with <c>with</c>,
/// or read one from a URL with <see cref="Parse"/>. <see cref="Validate"/> names what is wrong and how to mend it.
/// </summary>
public sealed record MqttOptions
{
    public string Host { get; init; } = "127.0.0.1";

    public int Port { get; init; } = 1883;

    /// <summary>Empty: the broker assigns one (which needs a clean start).</summary>
    public string ClientId { get; init; } = "";

    public string? UserName { get; init; }

    public string? Password { get; init; }

    public MqttVersion Version { get; init; } = MqttVersion.V5;

    /// <summary>Connect with 3.1.1 when the broker refuses version 5.</summary>
    public bool AllowFallback { get; init; } = true;

    public bool CleanStart { get; init; } = true;

    /// <summary>
    /// How long the broker keeps the session after the connection ends. Null: 0 with a clean start, otherwise 7 days.
    /// </summary>
    public uint? SessionExpirySeconds { get; init; }

    /// <summary>0 turns the keepalive off. A silent broker is given up after 1.5 times this.</summary>
    public ushort KeepAliveSeconds { get; init; } = 60;

    /// <summary>The packet identifier of the first SUBSCRIBE or PUBLISH, 1 to 65,535.</summary>
    public ushort FirstPacketId { get; init; } = 1;

    public MqttTls? Tls { get; init; }

    public MqttWill? Will { get; init; }

    /// <summary>
    /// QoS 1 and 2 messages that the broker may have under way to us. 65,535, the protocol's default, is not sent.
    /// </summary>
    public ushort ReceiveMaximum { get; init; } = 8192;

    /// <summary>
    /// Close the connection when the broker exceeds <see cref="ReceiveMaximum"/>, as MQTT tells. Off by default: mosquitto
    /// 2.0.11 counts each PUBACK twice and so exceeds it in normal work; <see cref="UnacknowledgedMessagesMax"/> protects us
    /// all the same, and
    /// <see cref="MqttCounters.ReceiveMaximumExceeded"/> counts it.
    /// </summary>
    public bool EnforceReceiveMaximum { get; init; }

    /// <summary>
    /// A larger packet closes the connection. Announced to a version 5 broker unless it is the protocol's own limit,
    /// 268,435,460.
    /// </summary>
    public int MaximumPacketBytes { get; init; } = 1 << 20;

    /// <summary>Topic aliases that the broker may use towards us. 0 is not sent.</summary>
    public ushort TopicAliasMaximum { get; init; } = 256;

    /// <summary>Topic aliases that we use towards the broker, if it allows that many.</summary>
    public ushort OutgoingTopicAliases { get; init; }

    public bool RequestResponseInformation { get; init; }

    public bool RequestProblemInformation { get; init; } = true;

    public IReadOnlyList<MqttUserProperty> UserProperties { get; init; } = [];

    /// <summary>Messages received and not yet acknowledged by the application; when full, the socket is not read.</summary>
    public int UnacknowledgedMessagesMax { get; init; } = 16_384;

    /// <summary>Memory that unacknowledged messages may hold; when full, the socket is not read.</summary>
    public long UnacknowledgedBytesMax { get; init; } = 64 << 20;

    /// <summary>Topics whose text is kept, so that a message on a known topic allocates nothing.</summary>
    public int TopicCacheSize { get; init; } = 65_536;

    /// <summary>Bytes of those topics, as UTF-8; in memory each takes about four times its length.</summary>
    public long TopicCacheBytesMax { get; init; } = 16 << 20;

    /// <summary>QoS 1 and 2 publications under way to the broker; its receive maximum may lower it.</summary>
    public int InFlightMax { get; init; } = 1024;

    /// <summary>
    /// The same on 3.1.1, where the broker can't tell its limit: mosquitto allows 20 by default, confirms the QoS 2 message
    /// beyond that, drops it and closes the connection. Raise it together with the broker's own limit.
    /// </summary>
    public int InFlightMaxV311 { get; init; } = 20;

    /// <summary>Encoded bytes waiting for the socket; when full, publishing waits.</summary>
    public int OutboxBytesMax { get; init; } = 4 << 20;

    public int SubscriptionsMax { get; init; } = 10_000;

    /// <summary>TCP, TLS and CONNACK together.</summary>
    public int ConnectTimeoutMs { get; init; } = 10_000;

    /// <summary>The wait for SUBACK and UNSUBACK.</summary>
    public int ResponseTimeoutMs { get; init; } = 30_000;

    public int ReconnectMinMs { get; init; } = 500;

    public int ReconnectMaxMs { get; init; } = 30_000;

    /// <summary>Session expiry in force: see <see cref="SessionExpirySeconds"/>.</summary>
    public uint EffectiveSessionExpirySeconds => SessionExpirySeconds ?? (CleanStart ? 0u : 7 * 24 * 3600u);

    /// <summary>
    /// Reads <c>mqtt://user:password@host:1883?clientId=…</c> or <c>mqtts://host:8883?ca=FILE</c>; the result is validated.
    /// </summary>
    /// <exception cref="FormatException">names the key, the value found, what was expected and how to mend it.</exception>
    public static MqttOptions Parse(string url) => MqttUrl.Parse(url);

    /// <summary>Checks every limit.</summary>
    /// <exception cref="FormatException">names the key, the value found, what was expected and how to mend it.</exception>
    public MqttOptions Validate() => MqttOptionsRules.Check(this);

    /// <summary>Where it connects and as whom; never the password.</summary>
    public override string ToString() =>
        $"{(Tls is null ? "mqtt" : "mqtts")}://{(UserName is null ? "" : UserName + "@")}{Host}:{Port}?clientId={ClientId}";
}
