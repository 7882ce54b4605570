using OrleansTwin.Ingest.Sources;

namespace OrleansTwin.Sim.Tests.World;

/// <summary>
/// The client's end of a connection to the <see cref="VirtualBroker"/>, as a source of the host. It acknowledges what the
/// pipeline has committed, in that order; acknowledgements go out with the next <see cref="Exchange"/>, and are lost if the
/// connection is cut before. Those of an earlier connection are never sent.
/// </summary>
internal sealed class VirtualSource(VirtualBroker broker, TimeProvider time, Action changed) : ISource, IAcknowledger
{
    private readonly Lock _gate = new();
    private readonly Queue<(int Connection, ushort PacketId)> _submitted = new();
    private readonly List<ushort> _leaving = [];
    private IIngest? _ingest;
    private int _connection;
    private bool _isConnected;
    private bool _isGone;

    public string Name => "mqtt:sim";

    public SourceStatus Status => new(Name, "mqtt", _isConnected ? SourceState.Running : SourceState.Connecting);

    /// <summary>Handed to the pipeline and not yet committed.</summary>
    public int Outstanding
    {
        get
        {
            lock (_gate)
                return _submitted.Count;
        }
    }

    public Task RunAsync(IIngest ingest, CancellationToken cancel)
    {
        _ingest = ingest;
        return Task.Delay(Timeout.Infinite, cancel);
    }

    public void Connect()
    {
        lock (_gate)
            (_isConnected, _connection) = (true, _connection + 1);
    }

    public void Cut()
    {
        lock (_gate)
        {
            _isConnected = false;
            _leaving.Clear();
            broker.Disconnected();
        }
    }

    /// <summary>The process is gone: whatever its threads still do reaches nobody.</summary>
    public void Vanish()
    {
        Cut();
        _isGone = true;
    }

    /// <summary>Sends the acknowledgements and hands what the broker sends to the pipeline. Returns how much came.</summary>
    public async Task<int> ExchangeAsync()
    {
        var came = Receive();
        foreach (var (packetId, isRepeated, message) in came)
        {
            await _ingest!.SubmitAsync(
                new SourceMessage
                {
                    Source = Name,
                    Topic = message.Topic,
                    Payload = message.Payload,
                    ReceiveTicks = time.GetUtcNow().Ticks,
                    PacketId = packetId,
                    MayBeRepeated = isRepeated,
                    Acknowledger = this,
                },
                CancellationToken.None);
        }

        return came.Count;
    }

    public void Committed(ReadOnlySpan<SubmissionResult> results)
    {
        lock (_gate)
        {
            for (var i = 0; i < results.Length; i++)
            {
                var (connection, packetId) = _submitted.Dequeue();
                if (connection == _connection && _isConnected)
                    _leaving.Add(packetId);
            }
        }

        changed();
    }

    public void Abandoned(ReadOnlySpan<long> cookies)
    {
        lock (_gate)
        {
            for (var i = 0; i < cookies.Length; i++)
                _submitted.Dequeue();
        }

        changed();
    }

    private IReadOnlyList<Delivery> Receive()
    {
        lock (_gate)
        {
            if (!_isConnected || _isGone || _ingest is null)
                return [];
            broker.Acknowledged(_leaving);
            _leaving.Clear();
            var came = broker.Send();
            foreach (var delivery in came)
                _submitted.Enqueue((_connection, delivery.PacketId));
            return came;
        }
    }
}
