using System.Security.Cryptography.X509Certificates;

namespace OrleansTwin.Ingest.Mqtt;

/// <summary>
/// Why a broker may have turned our certificate down. With TLS 1.3 it looks at it only after the handshake is done for us, and
/// commonly its alert is lost in the reset that follows: so we say what we can see ourselves.
/// </summary>
internal static class ClientCertificate
{
    public static string Doubt(X509Certificate2 own)
    {
        if (own.NotAfter < DateTime.Now)
            return $"our client certificate ({own.Subject}) expired on {own.NotAfter.ToUniversalTime():u}; have it renewed";
        if (own.NotBefore > DateTime.Now)
            return $"our client certificate ({own.Subject}) is not valid before {own.NotBefore.ToUniversalTime():u}; check "
                + "the clocks of both machines";
        return $"it may not trust our client certificate ({own.Subject}), issued by {own.Issuer}; have one issued by a CA that "
            + "the broker trusts, or see its log";
    }
}
