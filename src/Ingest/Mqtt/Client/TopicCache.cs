using System.Diagnostics.CodeAnalysis;

namespace OrleansTwin.Ingest.Mqtt;

/// <summary>
/// Topic names by their bytes, so that a topic seen before costs a look-up: no text is allocated, nothing is checked again.
/// Bounded: when full it starts anew, which costs one allocation per topic and forgets nothing that matters.
/// </summary>
internal sealed class TopicCache
{
    private readonly int _max;
    private readonly Dictionary<byte[], string> _topics;
    private readonly Dictionary<byte[], string>.AlternateLookup<ReadOnlySpan<byte>> _bySpan;

    public TopicCache(int max)
    {
        _max = max;
        _topics = new(new BytesComparer());
        _bySpan = _topics.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public int Count => _topics.Count;

    /// <exception cref="MqttProtocolException">The bytes are no topic name.</exception>
    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (_bySpan.TryGetValue(utf8, out string? topic))
            return topic;
        topic = MqttTopic.Decode(utf8);
        if (_topics.Count >= _max)
            _topics.Clear();
        _topics.Add(utf8.ToArray(), topic);
        return topic;
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
