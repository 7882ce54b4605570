using System.IO.Pipelines;
using System.Net.Sockets;

namespace OrleansTwin.Ingest.Mqtt;

/// <summary>
/// Makes connections and remembers what the next one needs: the version that the broker speaks, the client identifier it
/// assigned, and whether there is a session to come back to.
/// </summary>
internal sealed class Connector(MqttOptions options, TimeProvider time)
{
    private MqttVersion _version = options.Version;
    private string _clientId = options.ClientId;
    private bool _connectedBefore;

    /// <exception cref="MqttException">No connection came about; the message says why and what to check.</exception>
    public async Task<MqttLink> ConnectAsync(CancellationToken cancel)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMilliseconds(options.ConnectTimeoutMs), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancel);
        try
        {
            MqttLink link = await ConnectOrFallBackAsync(either.Token);
            _connectedBefore = true;
            _clientId = link.Ack.ClientId;
            return link;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw Failed($"The MQTT broker {options.Host}:{options.Port} did not answer within "
                + $"{options.ConnectTimeoutMs} ms; check host, port and firewall, or raise connectTimeoutMs.", null);
        }
        catch (Exception broken) when (broken is not MqttException and not OperationCanceledException)
        {
            throw Failed($"The connection to the MQTT broker {options.Host}:{options.Port} "
                + $"broke before CONNACK: {broken.Message}; check the port, and whether it wants TLS or a client "
                + "certificate.", broken);
        }
    }

    private async Task<MqttLink> ConnectOrFallBackAsync(CancellationToken cancel)
    {
        try
        {
            return await AttemptAsync(cancel);
        }
        catch (MqttException refused) when (refused.Reason == MqttReasonCode.UnsupportedProtocolVersion
            && _version == MqttVersion.V5 && options.AllowFallback)
        {
            _version = MqttVersion.V311;
            return await AttemptAsync(cancel);
        }
    }

    private async Task<MqttLink> AttemptAsync(CancellationToken cancel)
    {
        (Socket socket, Stream stream, string? doubt) = await Transport.OpenAsync(options, cancel);
        try
        {
            (PipeReader reader, MqttConnAck ack) = await Handshake.RunAsync(stream, options, _version, _clientId, Clean, cancel);
            return new(socket, stream, reader, ack, options, time);
        }
        catch (IOException broken) when (doubt is not null)
        {
            await stream.DisposeAsync();
            throw new MqttException(MqttReasonCode.NotAuthorized,
                $"The broker {options.Host}:{options.Port} ended the TLS connection: {doubt}.", broken);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    private static MqttException Failed(string message, Exception? inner) =>
        new(MqttReasonCode.ServerUnavailable, message, inner);

    /// <summary>
    /// A clean start concerns the first connection; later ones come back to their session if it outlives a connection. 3.1.1
    /// has one flag for both "begin anew" and "keep nothing afterwards", so there a session that shall be kept is never begun
    /// anew.
    /// </summary>
    private bool Clean => options.EffectiveSessionExpirySeconds == 0
        ? options.CleanStart
        : options.CleanStart && !_connectedBefore && _version == MqttVersion.V5;
}
