using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OrleansTwin.Ingest.Tests.Brokers;

/// <summary>A certificate authority of the test's own; writes PEM files.</summary>
public sealed class TestAuthority : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _certificate;

    public TestAuthority(string name = "OrleansTwin test CA")
    {
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        _certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(7));
    }

    /// <summary>Writes the CA's certificate and returns its path.</summary>
    public string WriteTo(string directory, string file = "ca.pem")
    {
        string path = Path.Combine(directory, file);
        File.WriteAllText(path, _certificate.ExportCertificatePem());
        return path;
    }

    /// <summary>Issues a certificate for a server or client and writes <c>name.pem</c> and <c>name.key</c>.</summary>
    public (string Certificate, string Key) Issue(string directory, string name, params string[] hosts) =>
        Issue(directory, name, TimeSpan.FromHours(-1), TimeSpan.FromDays(1), hosts);

    /// <summary>The same, valid from and to these times as seen from now.</summary>
    public (string Certificate, string Key) Issue(
        string directory, string name, TimeSpan from, TimeSpan to, params string[] hosts)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (string host in hosts)
            if (IPAddress.TryParse(host, out IPAddress? address))
                names.AddIpAddress(address);
            else
                names.AddDnsName(host);
        if (hosts.Length > 0)
            request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.Create(
            _certificate, DateTimeOffset.UtcNow + from, DateTimeOffset.UtcNow + to, RandomNumberGenerator.GetBytes(8));
        (string Certificate, string Key) paths = (Path.Combine(directory, name + ".pem"), Path.Combine(directory, name + ".key"));
        File.WriteAllText(paths.Certificate, certificate.ExportCertificatePem());
        File.WriteAllText(paths.Key, key.ExportPkcs8PrivateKeyPem());
        return paths;
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
    }
}
