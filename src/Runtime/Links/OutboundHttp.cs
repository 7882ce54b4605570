using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace OrleansTwin.Runtime.Links;

/// <summary>What all requests that this process makes of others have in common: secrets that stay secret.</summary>
internal static class OutboundHttp
{
    private static readonly TimeSpan ConnectMax = TimeSpan.FromSeconds(10);

    /// <param name="caFile">CAs (PEM) that may have signed the other's certificate; null: those that the machine trusts.</param>
    public static SocketsHttpHandler Handler(string? caFile)
    {
        // A key must not follow to wherever an answer points.
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = ConnectMax,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        if (caFile is not null)
        {
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck,
            };
            policy.CustomTrustStore.ImportFromPemFile(caFile);
            handler.SslOptions.CertificateChainPolicy = policy;
        }

        return handler;
    }

    /// <summary>What is sent, and the key with it, is nobody's business on the way.</summary>
    /// <exception cref="FormatException">It is no such URL.</exception>
    public static void DemandUrl(string option, string text, string expected)
    {
        var isUrl = Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Fragment: "", UserInfo: "" };
        if (!isUrl || !(url!.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && IsLoopback(url.Host))))
            throw new FormatException($"{option} is '{text}'. Expected: {expected}");
    }

    /// <exception cref="FormatException">Both are given.</exception>
    public static void DemandOneSecret(string option, string? secret, string? file)
    {
        if (secret is not null && file is not null)
            throw new FormatException($"{option} and {option}File are both given. Expected: one of them.");
    }

    /// <exception cref="FormatException">The file can't be read, or is empty.</exception>
    public static string? ReadSecret(string option, string? secret, string? file)
    {
        if (file is null)
            return secret;
        try
        {
            return File.ReadAllText(file).Trim() is { Length: > 0 } read ? read : throw new FormatException(
                $"{option}File '{file}' is empty. Expected: nothing but the secret.");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new FormatException(
                $"{option}File '{file}' can't be read ({unreadable.Message}). Expected: a file with the secret.", unreadable);
        }
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
