using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OrleansTwin.Ingest.Mqtt;

/// <summary>Our certificate, the CAs that we trust, and the check of the broker's certificate: chain and name.</summary>
internal sealed class BrokerTrust : IDisposable
{
    private readonly X509Certificate2Collection _authorities = [];
    private readonly X509Certificate2Collection _own = [];
    private readonly string _name;
    private readonly string _trustedBy;
    private bool _isAsked;

    /// <exception cref="MqttException">A file can't be read as PEM.</exception>
    public BrokerTrust(MqttTls tls, string name)
    {
        (_name, _trustedBy) = (name, tls.CaFile ?? "the machine's trust store");
        if (tls.CaFile is { } authorities)
            Load("ca", authorities, "PEM certificates", () => _authorities.ImportFromPemFile(authorities));
        if (tls.CertificateFile is { } own)
            Load("cert", own, "a PEM certificate with its key there or in 'key'", () => _own.Add(LoadOwn(own, tls.KeyFile)));
    }

    /// <summary>Why the broker's certificate was refused.</summary>
    public string? Complaint { get; private set; }

    /// <summary>
    /// What the broker may have against our certificate, should it end the connection without a word; null: nothing.
    /// </summary>
    public string? Doubt => _own.Count > 0 ? ClientCertificate.Doubt(_own[0])
        : _isAsked ? "it asks for a client certificate and none was given; name one with cert=FILE and key=FILE"
        : null;

    public SslClientAuthenticationOptions Options => new()
    {
        TargetHost = _name,
        ClientCertificates = _own,
        CertificateChainPolicy = _authorities.Count == 0 ? null : Policy(),
        LocalCertificateSelectionCallback = (_, _, _, broker, _) => Select(isAsked: broker is not null),
        RemoteCertificateValidationCallback = (_, certificate, chain, errors) => Accept(certificate, chain, errors),
    };

    public void Dispose()
    {
        foreach (X509Certificate2 each in _authorities.Concat(_own))
            each.Dispose();
    }

    /// <summary>Called before the handshake, and again when the broker asks and nothing was chosen then.</summary>
    private X509Certificate2 Select(bool isAsked)
    {
        _isAsked |= isAsked;
        return _own.FirstOrDefault()!;
    }

    private X509ChainPolicy Policy()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.AddRange(_authorities);
        return policy;
    }

    private bool Accept(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            Complaint = "the broker showed no certificate";
        else if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) && chain is not null && OutOfTime(chain) is { } why)
            Complaint = why;
        else if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
            Complaint = $"the broker's certificate ({certificate?.Subject}) is not trusted by {_trustedBy} "
                + $"({string.Join(", ", chain?.ChainStatus.Select(each => each.Status) ?? [])}); name its CA with ca=FILE";
        else if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            Complaint = $"the broker's certificate ({certificate?.Subject}) is not for '{_name}'; connect by the name it "
                + "carries, or set serverName";
        return errors == SslPolicyErrors.None;
    }

    /// <summary>Where time alone is what is wrong: which certificate of the chain, and since or until when.</summary>
    private static string? OutOfTime(X509Chain chain)
    {
        if (chain.ChainStatus.Any(each => each.Status is not X509ChainStatusFlags.NotTimeValid))
            return null;
        X509Certificate2 which = chain.ChainElements
            .First(each => each.ChainElementStatus.Any(status => status.Status == X509ChainStatusFlags.NotTimeValid)).Certificate;
        string what = which.NotAfter < DateTime.Now
            ? $"expired on {which.NotAfter.ToUniversalTime():u}"
            : $"is not valid before {which.NotBefore.ToUniversalTime():u}";
        return $"the broker's certificate can't be used now: {which.Subject} {what}; renew it on the broker, and check "
            + "the clocks of both machines";
    }

    private static X509Certificate2 LoadOwn(string certificateFile, string? keyFile)
    {
        using X509Certificate2 pem = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
        // Windows can't use a key that lives in memory only, as PEM keys do; a PKCS#12 round trip makes it usable everywhere.
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
    }

    private static void Load(string key, string file, string expected, Action load)
    {
        try
        {
            load();
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new MqttException(MqttReasonCode.NotAuthorized,
                $"MQTT option '{key}': '{file}' can't be read ({unreadable.Message}); expected {expected}; name such "
                + "a file.", unreadable);
        }
    }
}
