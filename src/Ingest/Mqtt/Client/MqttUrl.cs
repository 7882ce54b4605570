using System.Globalization;

namespace OrleansTwin.Ingest.Mqtt;

/// <summary>
/// Reads <see cref="MqttOptions"/> from <c>mqtt://user:password@host:port?key=value&amp;…</c> (<c>mqtts</c> for TLS).
/// </summary>
internal static class MqttUrl
{
    private const string Example = "write it as mqtt://user:password@host:1883?clientId=edge-1 or mqtts://host:8883?ca=ca.pem";

    private static readonly Dictionary<string, Func<MqttOptions, string, MqttOptions>> Keys =
        new(StringComparer.OrdinalIgnoreCase)
    {
        ["clientId"] = (o, v) => o with { ClientId = v },
        ["version"] = (o, v) => o with { Version = Version(v) },
        ["fallback"] = (o, v) => o with { AllowFallback = Flag("fallback", v) },
        ["cleanStart"] = (o, v) => o with { CleanStart = Flag("cleanStart", v) },
        ["sessionExpiry"] = (o, v) => o with { SessionExpirySeconds = (uint)Number("sessionExpiry", v, 0, uint.MaxValue) },
        ["keepAlive"] = (o, v) => o with { KeepAliveSeconds = (ushort)Number("keepAlive", v, 0, 65535) },
        ["firstPacketId"] = (o, v) => o with { FirstPacketId = (ushort)Number("firstPacketId", v, 1, 65535) },
        ["receiveMaximum"] = (o, v) => o with { ReceiveMaximum = (ushort)Number("receiveMaximum", v, 1, 65535) },
        ["enforceReceiveMaximum"] = (o, v) => o with { EnforceReceiveMaximum = Flag("enforceReceiveMaximum", v) },
        ["maximumPacketBytes"] = (o, v) =>
            o with { MaximumPacketBytes = (int)Number("maximumPacketBytes", v, 64, PacketSize.MaximumPacket) },
        ["topicAliasMaximum"] = (o, v) => o with { TopicAliasMaximum = (ushort)Number("topicAliasMaximum", v, 0, 65535) },
        ["outgoingTopicAliases"] = (o, v) =>
            o with { OutgoingTopicAliases = (ushort)Number("outgoingTopicAliases", v, 0, 65535) },
        ["inFlight"] = (o, v) => o with { InFlightMax = (int)Number("inFlight", v, 1, 65535) },
        ["inFlightV311"] = (o, v) => o with { InFlightMaxV311 = (int)Number("inFlightV311", v, 1, 65535) },
        ["unacknowledgedMessages"] = (o, v) =>
            o with { UnacknowledgedMessagesMax = (int)Number("unacknowledgedMessages", v, 1, 1 << 24) },
        ["unacknowledgedBytes"] = (o, v) =>
            o with { UnacknowledgedBytesMax = Number("unacknowledgedBytes", v, 2 * ReceiveBlockPool.BlockBytes, long.MaxValue) },
        ["connectTimeoutMs"] = (o, v) => o with { ConnectTimeoutMs = (int)Number("connectTimeoutMs", v, 1, int.MaxValue) },
        ["reconnectMinMs"] = (o, v) => o with { ReconnectMinMs = (int)Number("reconnectMinMs", v, 1, int.MaxValue) },
        ["reconnectMaxMs"] = (o, v) => o with { ReconnectMaxMs = (int)Number("reconnectMaxMs", v, 1, int.MaxValue) },
        ["ca"] = (o, v) => o with { Tls = Tls(o, "ca") with { CaFile = v } },
        ["cert"] = (o, v) => o with { Tls = Tls(o, "cert") with { CertificateFile = v } },
        ["key"] = (o, v) => o with { Tls = Tls(o, "key") with { KeyFile = v } },
        ["serverName"] = (o, v) => o with { Tls = Tls(o, "serverName") with { ServerName = v } },
    };

    public static MqttOptions Parse(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("mqtt" or "mqtts") || uri.Host.Length == 0)
            throw Bad("url", WithoutPassword(url), "mqtt://host:port or mqtts://host:port", Example);
        if (uri.AbsolutePath.Length > 1)
            throw Bad("url path", uri.AbsolutePath, "none", "take the path away; topics are set with subscriptions");
        bool tls = uri.Scheme == "mqtts";
        string[] user = uri.UserInfo.Split(':', 2);
        var options = new MqttOptions
        {
            Host = uri.IdnHost,
            Port = uri.Port > 0 ? uri.Port : tls ? 8883 : 1883,
            Tls = tls ? new MqttTls() : null,
            UserName = user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : null,
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
        };
        return Query(options, uri.Query).Validate();
    }

    /// <summary>An option's error: the key, what was found, what was expected, how to mend it.</summary>
    public static FormatException Bad(string key, object? found, string expected, string mend) =>
        new(string.Create(CultureInfo.InvariantCulture, $"MQTT option '{key}': found '{found}', expected {expected}; {mend}."));

    private static MqttOptions Query(MqttOptions options, string query)
    {
        foreach (string pair in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = pair.Split('=', 2);
            string key = Uri.UnescapeDataString(parts[0]);
            if (!Keys.TryGetValue(key, out Func<MqttOptions, string, MqttOptions>? set))
                throw Bad(key, parts.ElementAtOrDefault(1), "one of " + string.Join(", ", Keys.Keys), "mend or remove the key");
            options = set(options, parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
        }
        return options;
    }

    private static MqttTls Tls(MqttOptions options, string key) =>
        options.Tls ?? throw Bad(key, "mqtt://", "mqtts://, since it belongs to TLS", "write mqtts:// or remove the key");

    private static MqttVersion Version(string value) => value switch
    {
        "4" or "3.1.1" => MqttVersion.V311,
        "5" or "5.0" => MqttVersion.V5,
        _ => throw Bad("version", value, "4 (3.1.1) or 5", "write version=5"),
    };

    private static bool Flag(string key, string value) => value.ToUpperInvariant() switch
    {
        "TRUE" or "1" => true,
        "FALSE" or "0" => false,
        _ => throw Bad(key, value, "true or false", $"write {key}=true"),
    };

    private static long Number(string key, string value, long min, long max) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number >= min && number <= max
            ? number
            : throw Bad(key, value, $"a whole number from {min} to {max}", $"write {key}={Math.Clamp(60, min, max)}");

    private static string WithoutPassword(string url)
    {
        int at = url.LastIndexOf('@'), scheme = url.IndexOf("://", StringComparison.Ordinal);
        return at > 0 && scheme > 0 && scheme < at ? url[..(scheme + 3)] + "…" + url[at..] : url;
    }
}
