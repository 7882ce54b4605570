using System.Text;

namespace OrleansTwin.Ingest.Mqtt;

/// <summary>Topic names and filters (MQTT 5.0, 4.7 and 4.8.2).</summary>
internal static class MqttTopic
{
    private const string Shared = "$share/";

    /// <exception cref="MqttException">The name is empty, too long, or holds a wildcard or a null character.</exception>
    public static void CheckName(string topic)
    {
        if (topic.Length == 0 || topic.AsSpan().ContainsAny('#', '+', '\0') || TooLong(topic))
            throw new MqttException(MqttReasonCode.TopicNameInvalid,
                $"Topic '{topic}' can't be published to: expected 1 to 65,535 bytes without '#', '+' and null; mend the topic.");
    }

    /// <exception cref="MqttException">The filter is empty, too long, or has a wildcard or a share name in a wrong
    /// place.</exception>
    public static void CheckFilter(string filter)
    {
        ReadOnlySpan<char> levels = IsShared(filter) ? AfterShareName(filter) : filter;
        bool valid = levels.Length > 0 && !filter.Contains('\0') && !TooLong(filter);
        for (int at = 0; valid && at < levels.Length; at++)
            valid = levels[at] switch
            {
                '#' => at == levels.Length - 1 && (at == 0 || levels[at - 1] == '/'),
                '+' => (at == 0 || levels[at - 1] == '/') && (at == levels.Length - 1 || levels[at + 1] == '/'),
                _ => true,
            };
        if (!valid)
            throw new MqttException(MqttReasonCode.TopicFilterInvalid,
                $"Filter '{filter}' can't be subscribed to: expected '+' alone in a level, '#' alone in the last "
                + "level, or $share/group/filter; mend the filter.");
    }

    public static bool IsShared(string filter) => filter.StartsWith(Shared, StringComparison.Ordinal);

    public static bool HasWildcard(string filter) => filter.AsSpan().ContainsAny('#', '+');

    /// <summary>A received topic name as text; strict.</summary>
    /// <exception cref="MqttProtocolException">It is empty, not UTF-8, or holds a wildcard or a null character.</exception>
    public static string Decode(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
            throw Malformed.Protocol("an empty topic without a topic alias");
        MqttReader.CheckUtf8(utf8);
        if (utf8.ContainsAny((byte)'#', (byte)'+'))
            throw Malformed.Packet("a wildcard in the topic of a message");
        return Encoding.UTF8.GetString(utf8);
    }

    private static bool TooLong(string text) => Encoding.UTF8.GetByteCount(text) > ushort.MaxValue;

    private static ReadOnlySpan<char> AfterShareName(string filter)
    {
        ReadOnlySpan<char> rest = filter.AsSpan(Shared.Length);
        int slash = rest.IndexOf('/');
        return slash > 0 && !rest[..slash].ContainsAny('#', '+') ? rest[(slash + 1)..] : [];
    }
}
