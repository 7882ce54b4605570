using System.IO.Compression;

namespace OrleansTwin.Runtime.Forwarding;

/// <summary>How what an Edge sends is packed.</summary>
internal static class Packing
{
    public const string ContentEncoding = "br";

    /// <summary>Bytes of a message once it is unpacked.</summary>
    public const int UnpackedBytesMax = 64 << 20;

    /// <summary>Of what links to plants have too little and processors enough.</summary>
    private const CompressionLevel Level = CompressionLevel.Optimal;

    public static byte[] Pack(Action<BinaryWriter> write)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, Level))
        using (var writer = new BinaryWriter(brotli))
            write(writer);
        return packed.ToArray();
    }

    /// <summary>What a stranger has sent.</summary>
    /// <exception cref="InvalidDataException">It is not packed so, or larger than is allowed.</exception>
    public static byte[] Unpack(ReadOnlyMemory<byte> packed, int bytesMax)
    {
        using var whole = new MemoryStream();
        using var brotli = new BrotliStream(new MemoryStream(packed.ToArray(), writable: false), CompressionMode.Decompress);
        var part = new byte[64 * 1024];
        try
        {
            for (int read; (read = brotli.Read(part)) > 0;)
            {
                whole.Write(part, 0, read);
                if (whole.Length > bytesMax)
                    throw new InvalidDataException($"It is larger than {bytesMax} bytes unpacked.");
            }
        }
        catch (InvalidOperationException broken)
        {
            throw new InvalidDataException("It is not packed with Brotli.", broken);
        }

        return whole.ToArray();
    }
}
