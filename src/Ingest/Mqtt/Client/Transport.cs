using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace OrleansTwin.Ingest.Mqtt;

/// <summary>Opens the TCP or TLS stream to a broker.</summary>
internal static class Transport
{
    /// <exception cref="MqttException">The broker can't be reached or is not who it should be; the message says what to
    /// check.</exception>
    public static async Task<OpenStream> OpenAsync(MqttOptions options, CancellationToken cancel)
    {
        Socket socket = await ConnectAsync(options, cancel);
        var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            if (options.Tls is not { } tls)
                return new OpenStream(socket, stream, Doubt: null);
            (SslStream secure, string? doubt) = await SecureAsync(stream, options, tls, cancel);
            return new OpenStream(socket, secure, doubt);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    private static async Task<Socket> ConnectAsync(MqttOptions options, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(options.Host, options.Port, cancel);
            return socket;
        }
        catch (SocketException unreachable)
        {
            socket.Dispose();
            throw new MqttException(MqttReasonCode.ServerUnavailable, "No connection to the MQTT broker "
                + $"{options.Host}:{options.Port}: {unreachable.Message}; check host and port, "
                + "and that the broker runs.", unreachable);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<(SslStream Stream, string? Doubt)> SecureAsync(
        Stream inner, MqttOptions options, MqttTls tls, CancellationToken cancel)
    {
        string name = tls.ServerName ?? options.Host;
        using var trust = new BrokerTrust(tls, name);
        var secure = new SslStream(inner);
        try
        {
            await secure.AuthenticateAsClientAsync(trust.Options, cancel);
            return (secure, trust.Doubt);
        }
        catch (AuthenticationException refused)
        {
            await secure.DisposeAsync();
            string why = trust.Complaint ?? trust.Doubt ?? refused.Message;
            throw new MqttException(
                MqttReasonCode.NotAuthorized, $"TLS with {options.Host}:{options.Port} failed: {why}.", refused);
        }
    }
}

/// <summary>
/// A stream to a broker. <paramref name="Doubt"/>: what it may have against our certificate, should it close without a word.
/// </summary>
internal readonly record struct OpenStream(Socket Socket, Stream Stream, string? Doubt);
