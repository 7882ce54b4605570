namespace OrleansTwin.Ingest.Mqtt;

/// <summary>
/// The messages received and not yet acknowledged, in order of receipt. The application may complete them in any order;
/// <see cref="TryPop"/> gives those of the present connection back in order of receipt only, as MQTT demands of
/// acknowledgements (MQTT 5.0, 4.6). A place is named by its sequence number, which never repeats, so that a second completion
/// is recognised. What an earlier connection brought keeps its place until the application has completed it, but holds back
/// nobody's acknowledgement: its own can't be sent any more.
/// </summary>
internal sealed class DeliveryWindow(int capacity)
{
    private readonly Slot[] _slots = new Slot[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)capacity)];
    private long _head;
    private long _next;
    private long _tail;

    public int Count => (int)(Volatile.Read(ref _tail) - Volatile.Read(ref _head));

    public bool Full => _tail - _head >= capacity;

    private ref Slot At(long sequence) => ref _slots[sequence & (_slots.Length - 1)];

    /// <summary>A connection begins: what came before it is no longer answered.</summary>
    public void BeginConnection()
    {
        _next = _tail;
        Reclaim();
    }

    /// <summary>Takes the next place; its number.</summary>
    public long Push(ushort packetId, MqttQos qos, int connection, bool done = false)
    {
        if (Full)
            throw new InvalidOperationException(
                $"The delivery window's {capacity} places are taken; the receiver must wait first.");
        At(_tail) = new(packetId, qos, connection) { Done = done };
        return _tail++;
    }

    /// <summary>False when that place was completed before.</summary>
    public bool TryComplete(long sequence, MqttReasonCode reason, out Slot slot)
    {
        slot = default;
        if (sequence < _head || sequence >= _tail || At(sequence).Done)
            return false;
        ref Slot at = ref At(sequence);
        at.Done = true;
        at.Reason = reason;
        slot = at;
        return true;
    }

    /// <summary>Completes a place that is owed no answer.</summary>
    public void Drop(long sequence)
    {
        if (sequence >= _head && sequence < _tail)
            At(sequence) = new(0, MqttQos.AtMostOnce, 0) { Done = true };
    }

    /// <summary>The next message to answer; false while the application has not completed it.</summary>
    public bool TryPop(out Slot slot)
    {
        slot = default;
        bool ready = _next < _tail && At(_next).Done;
        if (ready)
            slot = At(_next++);
        Reclaim();
        return ready;
    }

    private void Reclaim()
    {
        while (_head < _next && At(_head).Done)
            _head++;
    }

    internal record struct Slot(ushort PacketId, MqttQos Qos, int Connection)
    {
        public bool Done;
        public MqttReasonCode Reason;
    }
}
