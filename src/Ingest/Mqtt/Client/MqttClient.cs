namespace OrleansTwin.Ingest.Mqtt;

/// <summary>
/// A client of one MQTT broker that keeps itself connected. Received messages wait in a bounded queue; the broker gets its PUBACK or
/// PUBREC only when the application has acknowledged the message, in the order of receipt. So the ingest loop drains a batch
/// (<see cref="ReceiveAsync"/>), commits it to the journal, and then acknowledges the whole batch. All members may be called from
/// any thread; <see cref="ReceiveAsync"/> from one at a time.
/// </summary>
public sealed class MqttClient : IAsyncDisposable
{
    /// <exception cref="FormatException">An option is out of its range; the message says how to mend it.</exception>
    public MqttClient(MqttOptions options, TimeProvider? time = null, Random? jitter = null)
    {
        Options = options.Validate();
        _ = time;
        _ = jitter;
    }

    public MqttOptions Options { get; }

    public MqttState State => throw new NotImplementedException();

    /// <summary>What the broker last answered to CONNECT; null before the first connection.</summary>
    public MqttConnAck? Session => throw new NotImplementedException();

    /// <summary>Why the last connection or attempt failed.</summary>
    public Exception? LastError => throw new NotImplementedException();

    public MqttCounters Counters => throw new NotImplementedException();

    /// <summary>Raised on the client's own thread after each change: do not block in it.</summary>
    public event Action<MqttState>? StateChanged;

    /// <summary>Connects, then stays connected. A first attempt that fails is thrown and leaves the client stopped.</summary>
    /// <exception cref="MqttException">The broker refused, could not be reached, or is not the one it should be.</exception>
    public Task<MqttConnAck> ConnectAsync(CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>Begins to connect and keeps trying; for a broker that may come up later. Progress shows in <see cref="State"/>.</summary>
    public void Start() => StateChanged?.Invoke(MqttState.Connecting);

    /// <summary>Completes when connected (at once if it is).</summary>
    public Task<MqttConnAck> WaitConnectedAsync(CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>
    /// Subscribes, waiting for a connection if there is none, and remembers the filters: they are subscribed again whenever the broker
    /// has not kept the session. Returns one code per filter; from 0x80 on it was refused, and is not remembered.
    /// </summary>
    public Task<MqttReasonCode[]> SubscribeAsync(IReadOnlyList<MqttSubscription> subscriptions, CancellationToken cancel = default) =>
        throw new NotImplementedException();

    public Task<MqttReasonCode[]> UnsubscribeAsync(IReadOnlyList<string> filters, CancellationToken cancel = default) =>
        throw new NotImplementedException();

    /// <summary>
    /// Waits for messages and moves as many as there are, up to the size of <paramref name="into"/>. Returns their count; 0 once the
    /// client is stopped and the queue empty.
    /// </summary>
    public ValueTask<int> ReceiveAsync(Memory<MqttMessage> into, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>Acknowledges one message and gives its memory back. A failure code tells a version 5 broker that it was not taken.</summary>
    /// <exception cref="InvalidOperationException">The message was acknowledged before.</exception>
    public void Acknowledge(in MqttMessage message, MqttReasonCode reason = MqttReasonCode.Success) => throw new NotImplementedException();

    /// <summary>Acknowledges a batch with one write.</summary>
    public void Acknowledge(ReadOnlySpan<MqttMessage> messages) => throw new NotImplementedException();

    /// <summary>
    /// Publishes and completes with the broker's answer: QoS 0 when the bytes wait for the socket, QoS 1 at PUBACK, QoS 2 at PUBCOMP (or
    /// when PUBREC refuses). Waits while disconnected and while the in-flight window is full.
    /// </summary>
    /// <exception cref="MqttException">Topic or size are not possible with this broker.</exception>
    public ValueTask<MqttReasonCode> PublishAsync(MqttPublish message, CancellationToken cancel = default) =>
        throw new NotImplementedException();

    /// <summary>
    /// Sends a batch without waiting for the broker's answers (they are counted): completes when the last one is in the in-flight
    /// window or, for QoS 0, waits for the socket. <see cref="FlushAsync"/> waits for the answers.
    /// </summary>
    public ValueTask PostAsync(ReadOnlyMemory<MqttPublish> batch, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>Completes when nothing is in flight and every byte was given to the socket.</summary>
    public Task FlushAsync(CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>Sends DISCONNECT and stops for good. <see cref="MqttReasonCode.DisconnectWithWill"/> lets the broker publish the will.</summary>
    public Task DisconnectAsync(MqttReasonCode reason = MqttReasonCode.Success, CancellationToken cancel = default) =>
        throw new NotImplementedException();

    public async ValueTask DisposeAsync() => await DisconnectAsync();
}
