using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace OrleansTwin.Ingest.Mqtt;

/// <summary>Opens the TCP or TLS stream to a broker.</summary>
internal static class Transport
{
    /// <exception cref="MqttException">The broker can't be reached or is not who it should be; the message says what to
    /// check.</exception>
    public static async Task<(Socket Socket, Stream Stream)> OpenAsync(MqttOptions options, CancellationToken cancel)
    {
        Socket socket = await ConnectAsync(options, cancel);
        var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            return (socket, options.Tls is { } tls ? await SecureAsync(stream, options, tls, cancel) : stream);
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

    private static async Task<SslStream> SecureAsync(Stream inner, MqttOptions options, MqttTls tls, CancellationToken cancel)
    {
        string name = tls.ServerName ?? options.Host;
        using var trust = new BrokerTrust(tls, name);
        var secure = new SslStream(inner);
        try
        {
            await secure.AuthenticateAsClientAsync(trust.Options, cancel);
            return secure;
        }
        catch (AuthenticationException refused)
        {
            await secure.DisposeAsync();
            throw new MqttException(MqttReasonCode.NotAuthorized,
                $"TLS with {options.Host}:{options.Port} failed: {trust.Complaint ?? refused.Message}.", refused);
        }
    }
}
