using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace OrleansTwin.Twins.Learning;

/// <summary>SHA-256 of all that was learned from, so that a record tells the same data again.</summary>
internal sealed class DataHash
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public void Add(string text) => _hash.AppendData(Encoding.UTF8.GetBytes(text));

    public void Add(ReadOnlySpan<float> values)
    {
        Span<byte> bytes = stackalloc byte[sizeof(float)];
        foreach (var value in values)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
            _hash.AppendData(bytes);
        }
    }

    public void Add(ReadOnlySpan<double> values)
    {
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        foreach (var value in values)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
            _hash.AppendData(bytes);
        }
    }

    /// <summary>In lower-case hexadecimal digits; what is added later begins anew.</summary>
    public string Hex() => Convert.ToHexStringLower(_hash.GetHashAndReset());
}
