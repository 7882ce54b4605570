namespace OrleansTwin.Ingest.Mqtt;

/// <summary>
/// SUBSCRIBE and UNSUBSCRIBE that wait for their answer. One that is given up keeps its identifier until the broker has
/// answered or the connection ended, so that a late answer meets no stranger.
/// </summary>
internal sealed class Requests(PacketIds ids, Tally tally)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ushort, Waiting> _waiting = [];

    /// <summary>Sends a request and waits for its codes.</summary>
    /// <param name="link">The connection.</param>
    /// <param name="answer">SubAck or UnsubAck.</param>
    /// <param name="count">Filters in the request.</param>
    /// <param name="encode">Makes the packet for the identifier given.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<MqttReasonCode[]> SendAsync(
        MqttLink link, MqttPacketType answer, int count, Func<ushort, byte[]> encode, CancellationToken cancel)
    {
        var done = new TaskCompletionSource<MqttReasonCode[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        Send(link, encode, new(answer, count, done));
        Task first = await Task.WhenAny(done.Task, link.Ended).WaitAsync(cancel);
        return first == done.Task ? await done.Task : throw await link.Ended;
    }

    public void Answer(SubAckPacket packet, MqttVersion version)
    {
        if (Take(packet) is not { } waiting)
        {
            tally.StrayAnswers++;
            return;
        }
        ids.Return(packet.PacketId);
        int expected = version == MqttVersion.V311 && packet.Type == MqttPacketType.UnsubAck ? 0 : waiting.Count;
        if (packet.Codes.Length != expected)
            throw Malformed.Protocol($"{packet.Type} with {packet.Codes.Length} codes for {waiting.Count} filters");
        waiting.Done.TrySetResult(expected == waiting.Count ? packet.Codes : new MqttReasonCode[waiting.Count]);
    }

    /// <summary>The connection is over: no answer will come.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            foreach (ushort id in _waiting.Keys)
                ids.Return(id);
            _waiting.Clear();
        }
    }

    /// <summary>The request that this answers; null: none, which MQTT does not forbid.</summary>
    private Waiting? Take(SubAckPacket packet)
    {
        lock (_gate)
        {
            if (!_waiting.TryGetValue(packet.PacketId, out Waiting? waiting))
                return null;
            if (waiting.Answer != packet.Type)
                throw Malformed.Protocol($"{packet.Type} for packet {packet.PacketId}, which waits for {waiting.Answer}");
            _waiting.Remove(packet.PacketId);
            return waiting;
        }
    }

    private void Send(MqttLink link, Func<ushort, byte[]> encode, Waiting waiting)
    {
        ushort id = ids.Take();
        try
        {
            byte[] packet = encode(id);
            BrokerLimits.CheckRequest(packet.Length, link.Ack);
            lock (_gate)
                _waiting[id] = waiting;
            link.Outbox.Append(packet);
        }
        catch (MqttException)
        {
            ids.Return(id);
            throw;
        }
        link.Outbox.Wake();
    }

    private sealed record Waiting(MqttPacketType Answer, int Count, TaskCompletionSource<MqttReasonCode[]> Done);
}
