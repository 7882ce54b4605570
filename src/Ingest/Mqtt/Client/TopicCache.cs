using System.Diagnostics.CodeAnalysis;

namespace OrleansTwin.Ingest.Mqtt;

/// <summary>
/// Topic names by their bytes, so that a topic seen before costs a look-up: no text is allocated, nothing is checked again.
/// Bounded in topics and bytes: when full it starts anew, which costs one allocation per topic and forgets nothing that
/// matters. Long topics, which no plant has, are not kept.
/// </summary>
internal sealed class TopicCache
{
    /// <summary>A longer topic is made anew for each message and counts as part of it.</summary>
    public const int TopicBytesMax = 1024;

    private readonly int _max;
    private readonly long _bytesMax;
    private readonly Dictionary<byte[], string> _topics;
    private readonly Dictionary<byte[], string>.AlternateLookup<ReadOnlySpan<byte>> _bySpan;

    public TopicCache(int max, long bytesMax)
    {
        (_max, _bytesMax) = (max, bytesMax);
        _topics = new(new BytesComparer());
        _bySpan = _topics.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public int Count => _topics.Count;

    /// <summary>Of the topics kept, as UTF-8.</summary>
    public long Bytes { get; private set; }

    /// <summary>Times that the cache was full and started anew.</summary>
    public long Restarts { get; private set; }

    /// <exception cref="MqttProtocolException">The bytes are no topic name.</exception>
    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (_bySpan.TryGetValue(utf8, out string? topic))
            return topic;
        topic = MqttTopic.Decode(utf8);
        if (utf8.Length <= TopicBytesMax)
            Keep(utf8, topic);
        return topic;
    }

    private void Keep(ReadOnlySpan<byte> utf8, string topic)
    {
        if (_topics.Count >= _max || Bytes + utf8.Length > _bytesMax)
        {
            _topics.Clear();
            Bytes = 0;
            Restarts++;
        }
        _topics.Add(utf8.ToArray(), topic);
        Bytes += utf8.Length;
    }

    private sealed class BytesComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode([DisallowNull] byte[] bytes) => GetHashCode(bytes.AsSpan());

        public bool Equals(ReadOnlySpan<byte> span, byte[] other) => span.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> span)
        {
            var hash = new HashCode();
            hash.AddBytes(span);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> span) => span.ToArray();
    }
}
