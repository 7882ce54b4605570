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

    public SslClientAuthenticationOptions Options => new()
    {
        TargetHost = _name,
        ClientCertificates = _own,
        CertificateChainPolicy = _authorities.Count == 0 ? null : Policy(),
        RemoteCertificateValidationCallback = (_, certificate, chain, errors) => Accept(certificate, chain, errors),
    };

    public void Dispose()
    {
        foreach (X509Certificate2 each in _authorities.Concat(_own))
            each.Dispose();
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
        else if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
            Complaint = $"the broker's certificate ({certificate?.Subject}) is not trusted by {_trustedBy} "
                + $"({string.Join(", ", chain?.ChainStatus.Select(each => each.Status) ?? [])}); name its CA with ca=FILE";
        else if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            Complaint = $"the broker's certificate ({certificate?.Subject}) is not for '{_name}'; connect by the name it "
                + "carries, or set serverName";
        return errors == SslPolicyErrors.None;
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
