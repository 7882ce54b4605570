namespace OrleansTwin.Ingest.Mqtt;

/// <summary>
/// QoS 2 messages that arrived and were not yet released by PUBREL (MQTT 5.0, 4.3.3). They live as long as the session, across
/// connections, so that a message that the broker sends again is not handed out again. After PUBREL an identifier means the next
/// message, even with DUP: its first sending may have been lost.
/// </summary>
internal sealed class Qos2Receipts
{
    private readonly Dictionary<ushort, Receipt> _receipts = [];

    public int Count => _receipts.Count;

    /// <summary>A new session: the broker has forgotten, so must we. Tells the later places that nothing will complete.</summary>
    public void Clear(Action<long> drop)
    {
        foreach (Receipt receipt in _receipts.Values)
            if (receipt is { Repeats: >= 0, Completed: false })
                drop(receipt.Repeats);
        _receipts.Clear();
    }

    public bool Contains(ushort packetId) => _receipts.ContainsKey(packetId);

    public void Add(ushort packetId, long sequence) => _receipts[packetId] = new(sequence);

    /// <summary>Has the application acknowledged the message?</summary>
    public bool IsCompleted(ushort packetId) => _receipts[packetId].Completed;

    /// <summary>
    /// The broker sent it again while the application holds it: its PUBREC is owed in the order of this later place. Returns the
    /// place that owed it until now, if that too was a repetition, or -1.
    /// </summary>
    public long Repeat(ushort packetId, long sequence)
    {
        Receipt receipt = _receipts[packetId];
        _receipts[packetId] = receipt with { Repeats = sequence };
        return receipt.Repeats;
    }

    /// <summary>The application acknowledged. Returns the later place to complete with it, or -1.</summary>
    public long Complete(ushort packetId, long sequence, MqttReasonCode reason)
    {
        if (!_receipts.TryGetValue(packetId, out Receipt receipt) || receipt.Sequence != sequence)
            return -1;
        if (reason >= MqttReasonCode.UnspecifiedError)
            _receipts.Remove(packetId);
        else
            _receipts[packetId] = receipt with { Completed = true };
        return receipt.Repeats;
    }

    /// <summary>PUBREL came. False when the identifier is not known.</summary>
    public bool Release(ushort packetId)
    {
        if (_receipts.TryGetValue(packetId, out Receipt receipt) && !receipt.Completed)
            throw Malformed.Protocol($"PUBREL for packet {packetId}, which was not received with PUBREC");
        return _receipts.Remove(packetId);
    }

    private readonly record struct Receipt(long Sequence, bool Completed = false, long Repeats = -1);
}
