using System.Numerics;
using System.Runtime.InteropServices;

namespace OrleansTwin.Store.Codecs;

/// <summary>
/// CRC-32C (Castagnoli) over a row's key columns and blobs. The keys take part, so that a blob that ended up under another key is
/// found as well.
/// </summary>
internal static class Crc32C
{
    public static uint Of(long key1, long key2, long key3, ReadOnlySpan<byte> data) =>
        ~Add(BitOperations.Crc32C(BitOperations.Crc32C(BitOperations.Crc32C(~0u, (ulong)key1), (ulong)key2), (ulong)key3), data);

    public static uint Of(long key, ReadOnlySpan<byte> data) => Of(key, 0, 0, data);

    public static uint Of(ReadOnlySpan<byte> data) => ~Add(~0u, data);

    /// <summary>Goes on with a finished checksum over more data.</summary>
    public static uint Continue(uint crc, ReadOnlySpan<byte> data) => ~Add(~crc, data);

    private static uint Add(uint crc, ReadOnlySpan<byte> data)
    {
        while (data.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, MemoryMarshal.Read<ulong>(data));
            data = data[sizeof(ulong)..];
        }

        foreach (var value in data)
            crc = BitOperations.Crc32C(crc, value);
        return crc;
    }
}
