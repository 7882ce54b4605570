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
    /// An MQTT message of one session. The packet identifier is the lowest 16 bits and its round the next 32: the journal's
    /// newest token tells where a session stood.
    /// </summary>
    public static UInt128 OfPacket(uint round, ushort packetId, string topic, ReadOnlySpan<byte> payload)
    {
        Span<byte> digests = stackalloc byte[2 * SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(topic.AsSpan()), digests);
        SHA256.HashData(payload, digests[SHA256.HashSizeInBytes..]);
        SHA256.HashData(digests, digests);
        return ((First(digests) >> 48) << 48) | ((UInt128)round << 16) | packetId;
    }

    private static UInt128 First(ReadOnlySpan<byte> digest) => BinaryPrimitives.ReadUInt128BigEndian(digest);
}
