namespace OrleansTwin.Sim.Tests.World;

/// <summary>
/// An MQTT broker with one persistent session, QoS 1 (MQTT 5, 4.4): what it took it keeps until it is acknowledged. At most so
/// many messages are on their way at once; they have packet identifiers, and are sent again, marked as such and in order, when
/// the client comes back. Any thread.
/// </summary>
internal sealed class VirtualBroker(int inFlightMax, int firstPacketId)
{
    private const int PacketIds = 65_535;

    private readonly Lock _gate = new();
    private readonly Queue<Message> _waiting = new();
    private readonly LinkedList<Sent> _inFlight = new();
    private int _lastPacketId = firstPacketId - 1;

    /// <summary>Messages not yet acknowledged.</summary>
    public int Held
    {
        get
        {
            lock (_gate)
                return _waiting.Count + _inFlight.Count;
        }
    }

    public void Take(Message message)
    {
        lock (_gate)
            _waiting.Enqueue(message);
    }

    /// <summary>What may be sent now on a connection, in order.</summary>
    public IReadOnlyList<Delivery> Send()
    {
        var sent = new List<Delivery>();
        lock (_gate)
        {
            sent.AddRange(_inFlight.Where(item => !item.IsOnConnection)
                .Select(item => new Delivery(item.PacketId, true, item.Message)));
            foreach (var item in _inFlight)
                item.IsOnConnection = true;
            while (_inFlight.Count < inFlightMax && _waiting.TryDequeue(out var message))
            {
                var item = _inFlight.AddLast(new Sent(NextPacketId(), message) { IsOnConnection = true }).Value;
                sent.Add(new Delivery(item.PacketId, false, message));
            }
        }

        return sent;
    }

    public void Acknowledged(IEnumerable<ushort> packetIds)
    {
        lock (_gate)
        {
            foreach (var packetId in packetIds)
            {
                // An acknowledgement of a message that is not on its way is a defect of the client.
                var item = _inFlight.FirstOrDefault(item => item.PacketId == packetId)
                    ?? throw new InvalidOperationException($"Packet {packetId} is acknowledged and not on its way.");
                _inFlight.Remove(item);
            }
        }
    }

    public void Disconnected()
    {
        lock (_gate)
        {
            foreach (var item in _inFlight)
                item.IsOnConnection = false;
        }
    }

    /// <summary>Starts again with its sessions. Some brokers begin to count packets anew.</summary>
    public void Restart(bool countsAnew)
    {
        Disconnected();
        lock (_gate)
            _lastPacketId = countsAnew ? 0 : _lastPacketId;
    }

    private ushort NextPacketId()
    {
        do
            _lastPacketId = (_lastPacketId % PacketIds) + 1;
        while (_inFlight.Any(item => item.PacketId == _lastPacketId));
        return (ushort)_lastPacketId;
    }

    private sealed record Sent(ushort PacketId, Message Message)
    {
        public bool IsOnConnection { get; set; }
    }
}

/// <summary>A message on its way to the client; <paramref name="IsRepeated"/> is MQTT's DUP.</summary>
internal readonly record struct Delivery(ushort PacketId, bool IsRepeated, Message Message);
