using System.Net.Sockets;
using System.Security.Authentication;

namespace OrleansTwin.Ingest.Mqtt;

/// <summary>Keeps a client connected: connect, run the loops of the connection until one of them ends, wait, again.</summary>
internal sealed class Supervisor : IDisposable
{
    /// <summary>
    /// A connection lasted if it outlived its wait by this factor: two clients that take each other's session then grow apart.
    /// </summary>
    private const int LastingSteps = 10;

    private readonly MqttOptions _options;
    private readonly TimeProvider _time;
    private readonly ClientParts _parts;
    private readonly Connector _connector;
    private readonly Backoff _backoff;
    private readonly Pulse _changed = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Action<MqttState> _announce;
    private MqttReasonCode _farewell;
    private volatile MqttLink? _link;
    private volatile Exception? _lastError;
    private volatile int _state;

    public Supervisor(MqttOptions options, TimeProvider time, Random jitter, ClientParts parts, Action<MqttState> announce)
    {
        (_options, _time, _parts, _announce) = (options, time, parts, announce);
        _connector = new(options, time);
        _backoff = new(options.ReconnectMinMs, options.ReconnectMaxMs, jitter);
    }

    public MqttState State => (MqttState)_state;

    public Exception? LastError => _lastError;

    public MqttConnAck? Session { get; private set; }

    /// <summary>The connection in use; null while there is none.</summary>
    public MqttLink? Link => _link;

    /// <param name="firstMustSucceed">A first attempt that fails ends it all.</param>
    public async Task RunAsync(bool firstMustSucceed)
    {
        bool mustSucceed = firstMustSucceed;
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                bool connected = await ConnectAndServeAsync();
                if (mustSucceed && !connected)
                    return;
                mustSucceed = false;
                Enter(MqttState.Waiting);
                await Task.Delay(_backoff.Next(), _time, _stop.Token);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
        finally
        {
            _parts.Inbound.Stop();
            _parts.Outbound.Stop();
            Enter(MqttState.Stopped);
        }
    }

    /// <summary>Waits until connected and the filters are subscribed again.</summary>
    public async Task<MqttLink> ConnectedAsync(CancellationToken cancel)
    {
        while (true)
        {
            Task changed = _changed.Next;
            if (State == MqttState.Connected && _link is { } link)
                return link;
            if (State == MqttState.Stopped)
                throw Stopped();
            await changed.WaitAsync(cancel);
        }
    }

    public void Dispose() => _stop.Dispose();

    public void Stop(MqttReasonCode farewell)
    {
        _farewell = farewell;
        _stop.Cancel();
    }

    /// <summary>True when a connection came about.</summary>
    private async Task<bool> ConnectAndServeAsync()
    {
        Enter(MqttState.Connecting);
        MqttLink link;
        try
        {
            link = await _connector.ConnectAsync(_stop.Token);
        }
        catch (MqttException failed)
        {
            _parts.Tally.ConnectFailures++;
            Note(failed);
            return false;
        }
        using (link)
            await ServeAsync(link);
        return true;
    }

    private async Task ServeAsync(MqttLink link)
    {
        long began = _time.GetTimestamp();
        double step = _backoff.StepMs;
        _parts.Tally.Connections++;
        Session = link.Ack;
        _parts.Inbound.Attach(link, link.Ack.SessionPresent);
        _parts.Outbound.Attach(link, link.Ack.SessionPresent);
        Task keepAlive = Guard(link, () => KeepAliveLoop.RunAsync(link, _time));
        Task[] loops = [ReceiveAsync(link), SendAsync(link), keepAlive, OpenForUseAsync(link)];
        MqttException? why = await EndedOrStoppedAsync(link);
        _link = null;
        _parts.Inbound.Detach();
        _parts.Outbound.Detach();
        await SayFarewellAsync(link, why, loops[1]);
        link.Abort();
        await Task.WhenAll(loops);
        _link = null;
        _parts.Requests.Clear();
        _parts.Inbound.HandOver();
        if (why is not null)
            Lost(why, _time.GetElapsedTime(began).TotalMilliseconds >= LastingSteps * step);
    }

    private Task ReceiveAsync(MqttLink link) => Guard(link, new ReceiveLoop(link, _options, _time, _parts).RunAsync);

    private Task SendAsync(MqttLink link) => Guard(link, () => link.SendLoopAsync(count =>
    {
        _parts.Tally.BytesSent += count;
        _parts.Outbound.Drained();
    }));

    private Task OpenForUseAsync(MqttLink link) => Guard(link, async () =>
    {
        MqttException? refused = link.Ack.SessionPresent ? null : await _parts.Subscriptions.RenewAsync(link, link.Closing);
        if (refused is not null)
            _lastError = refused;
        _link = link;
        if (!link.Ended.IsCompleted && !_stop.IsCancellationRequested)
            Enter(MqttState.Connected);
    });

    /// <summary>Runs a loop; however it fails, the connection ends with that reason.</summary>
    private static async Task Guard(MqttLink link, Func<Task> loop)
    {
        try
        {
            await loop();
        }
        catch (MqttException told)
        {
            link.End(told);
        }
        catch (Exception broken) when (broken is IOException or SocketException or ObjectDisposedException
            or OperationCanceledException or AuthenticationException)
        {
            link.End(new(MqttReasonCode.ServerUnavailable, $"The connection to the MQTT broker broke: {broken.Message}", broken));
        }
        catch (Exception bug)
        {
            link.End(new(MqttReasonCode.ImplementationSpecificError, $"The MQTT client failed: {bug.Message}", bug));
        }
    }

    private async Task<MqttException?> EndedOrStoppedAsync(MqttLink link)
    {
        try
        {
            return await link.Ended.WaitAsync(_stop.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Tells the broker why, after what the outbox still holds, and gives that a second.</summary>
    private async Task SayFarewellAsync(MqttLink link, MqttException? why, Task sending)
    {
        bool ours = why is null or MqttProtocolException || why.Reason == MqttReasonCode.KeepAliveTimeout;
        if (!ours || (why is not null && link.Version == MqttVersion.V311))
            return;
        link.Outbox.Complete(new DisconnectPacket(why?.Reason ?? _farewell).Encode(link.Version));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1), _time);
        await sending.WaitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private MqttException Stopped() => !_stop.IsCancellationRequested && _lastError is MqttException failed
        ? failed
        : new MqttException(MqttReasonCode.UnspecifiedError, "The MQTT client was stopped; make a new one to connect.");

    private void Lost(MqttException why, bool lastedLongEnough)
    {
        _parts.Tally.ConnectionsLost++;
        if (lastedLongEnough)
            _backoff.Reset();
        Note(why);
    }

    private void Note(MqttException why)
    {
        _lastError = why;
        if (why is MqttProtocolException)
            _parts.Tally.ProtocolErrors++;
        if (why.Reason is MqttReasonCode.SessionTakenOver or MqttReasonCode.UseAnotherServer or MqttReasonCode.ServerMoved
            or MqttReasonCode.Banned)
            _backoff.Exhaust();
    }

    private void Enter(MqttState state)
    {
        if (_state == (int)state)
            return;
        _state = (int)state;
        _changed.Fire();
        try
        {
            _announce(state);
        }
        catch (Exception listener)
        {
            // A listener's own failure must not end the connection that it only listens to.
            _lastError = listener;
        }
    }
}
