namespace OrleansTwin.Ingest.Mqtt;

/// <summary>
/// A client of one MQTT broker that keeps itself connected. Received messages wait in a bounded queue; the broker gets its
/// PUBACK or PUBREC only when the application has acknowledged the message, in the order of receipt. So the ingest loop drains
/// a batch (<see cref="ReceiveAsync"/>), commits it to the journal, and then acknowledges the whole batch. All members may be
/// called from any thread; <see cref="ReceiveAsync"/> from one at a time. The client's part of the session lives in memory: after
/// a crash the broker sends again what was not acknowledged, and the journal recognises what it already has.
/// </summary>
public sealed class MqttClient : IAsyncDisposable
{
    private readonly ClientParts _parts;
    private readonly Supervisor _supervisor;
    private readonly Lock _gate = new();
    private Task? _running;
    private int _disposed;

    /// <exception cref="FormatException">An option is out of its range; the message says how to mend it.</exception>
    public MqttClient(MqttOptions options, TimeProvider? time = null, Random? jitter = null)
    {
        Options = options.Validate();
        time ??= TimeProvider.System;
        _parts = new(options, time);
        _supervisor = new(options, time, jitter ?? new Random(), _parts, state => StateChanged?.Invoke(state));
    }

    public MqttOptions Options { get; }

    public MqttState State => _supervisor.State;

    /// <summary>What the broker last answered to CONNECT; null before the first connection.</summary>
    public MqttConnAck? Session => _supervisor.Session;

    /// <summary>Why the last connection or attempt failed.</summary>
    public Exception? LastError => _supervisor.LastError;

    public MqttCounters Counters => _parts.Tally.Read(_parts.Inbound, _parts.Outbound, _parts.Topics);

    /// <summary>Raised on the client's own thread after each change: do not block in it.</summary>
    public event Action<MqttState>? StateChanged;

    /// <summary>
    /// Connects, then stays connected. A first attempt that fails is thrown and leaves the client stopped. Cancelling ends the
    /// wait only.
    /// </summary>
    /// <exception cref="MqttException">The broker refused, could not be reached, or is not the one it should be.</exception>
    public Task<MqttConnAck> ConnectAsync(CancellationToken cancel = default)
    {
        Run(firstMustSucceed: true);
        return WaitConnectedAsync(cancel);
    }

    /// <summary>
    /// Begins to connect and keeps trying; for a broker that may come up later. Progress shows in <see cref="State"/>.
    /// </summary>
    public void Start() => Run(firstMustSucceed: false);

    /// <summary>Completes when connected (at once if it is).</summary>
    /// <exception cref="MqttException">The client was stopped.</exception>
    public async Task<MqttConnAck> WaitConnectedAsync(CancellationToken cancel = default) =>
        (await _supervisor.ConnectedAsync(cancel)).Ack;

    /// <summary>
    /// Subscribes, waiting for a connection if there is none, and remembers the filters: they are subscribed again whenever the
    /// broker has not kept the session. Returns one code per filter; from 0x80 on it was refused, and is not remembered.
    /// </summary>
    /// <exception cref="MqttException">A filter is not valid, the broker lacks what it asks for, or the connection
    /// ended.</exception>
    public async Task<MqttReasonCode[]> SubscribeAsync(
        IReadOnlyList<MqttSubscription> subscriptions, CancellationToken cancel = default)
    {
        _parts.Subscriptions.Check(subscriptions);
        MqttLink link = await _supervisor.ConnectedAsync(cancel);
        return await _parts.Subscriptions.SubscribeAsync(link, subscriptions, cancel);
    }

    /// <summary>Ends subscriptions; one code per filter.</summary>
    /// <exception cref="MqttException">The connection ended before the answer.</exception>
    public async Task<MqttReasonCode[]> UnsubscribeAsync(IReadOnlyList<string> filters, CancellationToken cancel = default)
    {
        foreach (string filter in filters)
            MqttTopic.CheckFilter(filter);
        MqttLink link = await _supervisor.ConnectedAsync(cancel);
        return await _parts.Subscriptions.UnsubscribeAsync(link, filters, cancel);
    }

    /// <summary>
    /// Waits for messages and moves as many as there are, up to the size of <paramref name="into"/>. Returns their count; 0
    /// once the client is stopped and the queue empty.
    /// </summary>
    public ValueTask<int> ReceiveAsync(Memory<MqttMessage> into, CancellationToken cancel = default) =>
        _parts.Inbound.ReceiveAsync(into, cancel);

    /// <summary>
    /// Acknowledges one message and gives its memory back. A failure code tells a version 5 broker that it was not taken.
    /// </summary>
    /// <exception cref="InvalidOperationException">The message was acknowledged before.</exception>
    public void Acknowledge(in MqttMessage message, MqttReasonCode reason = MqttReasonCode.Success) =>
        _parts.Inbound.Acknowledge(new ReadOnlySpan<MqttMessage>(in message), reason);

    /// <summary>Acknowledges a batch with one write.</summary>
    /// <exception cref="InvalidOperationException">A message was acknowledged before; the others are done.</exception>
    public void Acknowledge(ReadOnlySpan<MqttMessage> messages) => _parts.Inbound.Acknowledge(messages, MqttReasonCode.Success);

    /// <summary>
    /// Publishes and completes with the broker's answer: QoS 0 when the bytes wait for the socket, QoS 1 at PUBACK, QoS 2 at
    /// PUBCOMP (or when PUBREC refuses). Waits while disconnected and while the in-flight window is full. Cancelling ends the
    /// wait; what is in flight stays so.
    /// </summary>
    /// <exception cref="MqttException">Topic or size are not possible with this broker, or the client was stopped.</exception>
    public ValueTask<MqttReasonCode> PublishAsync(MqttPublish message, CancellationToken cancel = default) =>
        _parts.Outbound.PublishAsync(message, cancel);

    /// <summary>
    /// Sends a batch without waiting for the broker's answers (they are counted): completes when the last one is in the in-flight
    /// window or, for QoS 0, waits for the socket. <see cref="FlushAsync"/> waits for the answers.
    /// </summary>
    /// <exception cref="MqttException">A message is not possible with this broker; those before it were sent.</exception>
    public ValueTask PostAsync(ReadOnlyMemory<MqttPublish> batch, CancellationToken cancel = default) =>
        _parts.Outbound.PostAsync(batch, cancel);

    /// <summary>Completes when nothing is in flight and every byte was given to the socket.</summary>
    public Task FlushAsync(CancellationToken cancel = default) => _parts.Outbound.FlushAsync(cancel);

    /// <summary>
    /// Sends DISCONNECT and stops for good; publications that are not yet confirmed fail, so <see cref="FlushAsync"/> first.
    /// <see cref="MqttReasonCode.DisconnectWithWill"/> lets the broker publish the will.
    /// </summary>
    public async Task DisconnectAsync(MqttReasonCode reason = MqttReasonCode.Success)
    {
        if (State != MqttState.Stopped)
            _supervisor.Stop(reason);
        Run(firstMustSucceed: false);
        await _running!;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await DisconnectAsync();
        _supervisor.Dispose();
    }

    /// <summary>Drops the connection without a word, as a failing network would.</summary>
    internal void BreakConnection() => _supervisor.Link?.Abort();

    private void Run(bool firstMustSucceed)
    {
        lock (_gate)
            _running ??= Task.Run(() => _supervisor.RunAsync(firstMustSucceed));
    }
}
