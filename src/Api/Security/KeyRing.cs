using System.Security.Cryptography;
using System.Text;

namespace OrleansTwin.Api.Security;

/// <summary>Finds the key that a client sent, in a time that does not tell how much of it was right.</summary>
internal sealed class KeyRing(ApiOptions options)
{
    private const int KeyBytesMax = 512;

    private readonly (ApiKey Key, byte[] Hash)[] _keys = [.. options.Keys.Select(key =>
        (key, Convert.FromHexString(key.Sha256)))];

    /// <summary>No keys: the loopback address is open to whoever reaches it.</summary>
    public bool IsOpen => _keys.Length == 0;

    public ApiKey? Find(string sent)
    {
        if (sent.Length > KeyBytesMax)
            return null;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(sent));
        ApiKey? found = null;
        foreach (var (key, expected) in _keys)
        {
            // All are compared, so that the time is the same wherever the match is.
            if (CryptographicOperations.FixedTimeEquals(hash, expected))
                found = key;
        }

        return found;
    }
}
