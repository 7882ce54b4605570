namespace OrleansTwin.Ingest.Mqtt;

/// <summary>
/// TLS towards the broker. The broker's certificate must chain to <paramref name="CaFile"/> (PEM; null: the machine's trust
/// store) and carry <paramref name="ServerName"/> (null: the host). There is no switch that turns the check off: name the CA
/// instead.
/// </summary>
/// <param name="CaFile">PEM file with one or more CA certificates.</param>
/// <param name="CertificateFile">PEM file with our certificate, when the broker asks for one.</param>
/// <param name="KeyFile">PEM file with its private key; null: in <paramref name="CertificateFile"/>.</param>
/// <param name="ServerName">The name that the broker's certificate must carry.</param>
public sealed record MqttTls(
    string? CaFile = null, string? CertificateFile = null, string? KeyFile = null, string? ServerName = null);
