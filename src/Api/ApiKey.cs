using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace OrleansTwin.Api;

/// <summary>What a key may do. Roles are independent of each other, except that admin may do everything.</summary>
public enum ApiRole
{
    Read = 0,

    /// <summary>Send telemetry.</summary>
    Write = 1,

    /// <summary>Act on alarms.</summary>
    Operate = 4,

    /// <summary>Everything, replacing the plant and adopting tags included.</summary>
    Admin = 2,

    /// <summary>Feed a site of a grid, as its Edge.</summary>
    Forward = 3,
}

/// <summary>
/// A key by its SHA-256 in hex (64 digits), so that a configuration file holds no secret. <paramref name="Name"/> stands for it
/// in counters and limits.
/// </summary>
public sealed record ApiKey(string Name, string Sha256, IReadOnlyList<ApiRole> Roles)
{
    /// <summary>The only site that the key may feed with the role <see cref="ApiRole.Forward"/>; null: any.</summary>
    public string? Site { get; init; }

    /// <summary>A key from its text, which is not kept.</summary>
    public static ApiKey FromText(string name, string key, params IReadOnlyList<ApiRole> roles) =>
        new(name, Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key))), roles);

    /// <summary>
    /// A new random key of 256 bits: its text, to be given to the client once, and what the configuration holds.
    /// </summary>
    public static (string Text, ApiKey Key) Create(string name, params IReadOnlyList<ApiRole> roles)
    {
        var text = "ot_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        return (text, FromText(name, text, roles));
    }
}
