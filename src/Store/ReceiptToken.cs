using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace OrleansTwin.Store;

/// <summary>
/// Tokens are the first 128 bits of a SHA-256, so that no two messages of one source collide by accident or intent.
/// </summary>
public static class ReceiptToken
{
    /// <summary>Token of an HTTP idempotency key.</summary>
    public static UInt128 OfIdempotencyKey(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return First128(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
    }

    /// <summary>
    /// Token of an MQTT message of one session: packet identifiers are reused, so the topic and payload take part.
    /// </summary>
    public static UInt128 OfPacket(ushort packetId, ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> head = stackalloc byte[6];
        BinaryPrimitives.WriteUInt16LittleEndian(head, packetId);
        BinaryPrimitives.WriteInt32LittleEndian(head[2..], topic.Length);
        hash.AppendData(head);
        hash.AppendData(topic);
        hash.AppendData(payload);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return First128(digest);
    }

    private static UInt128 First128(ReadOnlySpan<byte> digest) => BinaryPrimitives.ReadUInt128BigEndian(digest);
}
