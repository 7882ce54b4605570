using System.IO.Pipelines;
using System.Net.Sockets;

namespace OrleansTwin.Ingest.Mqtt;

/// <summary>One connection after its CONNACK: the socket's two directions, what was agreed, and how it ended.</summary>
internal sealed class MqttLink : IDisposable
{
    private readonly TaskCompletionSource<MqttException> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _closing = new();
    private readonly TimeProvider _time;
    private readonly Socket _socket;
    private readonly Stream _stream;
    private long _lastSent;
    private long _lastReceived;
    private volatile bool _writing;
    private int _aborted;

    public MqttLink(Socket socket, Stream stream, PipeReader reader, MqttConnAck ack, MqttOptions options, TimeProvider time)
    {
        (_socket, _stream, Reader, Ack, _time) = (socket, stream, reader, ack, time);
        KeepAlive = TimeSpan.FromSeconds(ack.KeepAliveSeconds ?? options.KeepAliveSeconds);
        _lastSent = _lastReceived = time.GetTimestamp();
    }

    public PipeReader Reader { get; }

    public MqttConnAck Ack { get; }

    public MqttVersion Version => Ack.Version;

    public TimeSpan KeepAlive { get; }

    public Outbox Outbox { get; } = new();

    /// <summary>Completes with the reason when the connection is over.</summary>
    public Task<MqttException> Ended => _ended.Task;

    public CancellationToken Closing => _closing.Token;

    public TimeSpan SinceSent => _time.GetElapsedTime(Volatile.Read(ref _lastSent));

    public TimeSpan SinceReceived => _time.GetElapsedTime(Volatile.Read(ref _lastReceived));

    /// <summary>How long the socket has not taken what it was given; zero while nothing waits for it.</summary>
    public TimeSpan WriteStalled => _writing ? SinceSent : TimeSpan.Zero;

    /// <summary>The receiver does not read because the application holds too much: silence tells nothing then.</summary>
    public bool Paused { get; set; }

    /// <summary>Set whenever the outbox was written; the receiving loop waits on it while the outbox holds too much.</summary>
    public WakeUp OutboxDrained { get; } = new();

    /// <summary>Bytes came.</summary>
    public void MarkReceived()
    {
        Volatile.Write(ref _lastReceived, _time.GetTimestamp());
        QuickAck.Request(_socket);
    }

    public void End(MqttException why) => _ended.TrySetResult(why);

    /// <summary>Writes what the outbox holds until it is completed and empty.</summary>
    public async Task SendLoopAsync(Action<int> written)
    {
        while (true)
        {
            ReadOnlyMemory<byte> bytes = await Outbox.TakeAsync(Closing);
            if (bytes.IsEmpty)
                return;
            Volatile.Write(ref _lastSent, _time.GetTimestamp());
            _writing = true;
            await _stream.WriteAsync(bytes, Closing);
            _writing = false;
            Outbox.Written();
            OutboxDrained.Set();
            written(bytes.Length);
        }
    }

    /// <summary>Ends the reading and the writing at once.</summary>
    public void Abort()
    {
        if (Interlocked.Exchange(ref _aborted, 1) != 0)
            return;
        _closing.Cancel();
        _stream.Dispose();
    }

    public void Dispose()
    {
        Abort();
        _closing.Dispose();
    }
}
