using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace OrleansTwin.Ingest.Sources;

/// <summary>128-bit names of messages, cut from SHA-256 so that nobody can make two alike.</summary>
public static class MessageToken
{
    /// <summary>An idempotency key of a client.</summary>
    public static UInt128 OfKey(string key)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(key), digest);
        return First(digest) | 1;
    }

    /// <summary>
    /// An MQTT message of one session. The packet identifier is the lowest 16 bits, so that <see cref="IsRecent"/> can compare.
    /// </summary>
    public static UInt128 OfPacket(ushort packetId, string topic, ReadOnlySpan<byte> payload)
    {
        Span<byte> digests = stackalloc byte[2 * SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(topic.AsSpan()), digests);
        SHA256.HashData(payload, digests[SHA256.HashSizeInBytes..]);
        SHA256.HashData(digests, digests);
        return ((First(digests) >> 16) << 16) | packetId;
    }

    /// <summary>
    /// Brokers count packet identifiers up to 65,535 and around. A message that was committed and comes again is one of the
    /// last before
    /// <paramref name="latest"/>, the last one committed; a higher identifier is a new message, whatever an old one with that
    /// identifier held.
    /// </summary>
    public static bool IsRecent(UInt128 token, UInt128 latest)
    {
        int id = (ushort)token, newest = (ushort)latest;
        return (newest - id + 65_535) % 65_535 < 32_768;
    }

    private static UInt128 First(ReadOnlySpan<byte> digest) => BinaryPrimitives.ReadUInt128BigEndian(digest);
}
