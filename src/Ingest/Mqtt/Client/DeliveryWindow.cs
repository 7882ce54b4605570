namespace OrleansTwin.Ingest.Mqtt;

/// <summary>
/// The messages received and not yet acknowledged, in order of receipt. The application may complete them in any order;
/// <see cref="TryPop"/> gives them back in order of receipt only, as MQTT demands of acknowledgements (MQTT 5.0, 4.6). A place is
/// named by its sequence number, which never repeats, so that a second completion is recognised. A message of an earlier
/// connection keeps its place, and so holds back those of the next, until the application has completed it.
/// </summary>
internal sealed class DeliveryWindow(int capacity)
{
    private readonly Slot[] _slots = new Slot[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)capacity)];
    private long _head;
    private long _tail;

    public int Count => (int)(Volatile.Read(ref _tail) - Volatile.Read(ref _head));

    public bool Full => _tail - _head >= capacity;

    private ref Slot At(long sequence) => ref _slots[sequence & (_slots.Length - 1)];

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

    public bool TryPop(out Slot slot)
    {
        slot = default;
        if (_head == _tail || !At(_head).Done)
            return false;
        slot = At(_head++);
        return true;
    }

    internal record struct Slot(ushort PacketId, MqttQos Qos, int Connection)
    {
        public bool Done;
        public MqttReasonCode Reason;
    }
}
