namespace OrleansTwin.Ingest.Mqtt;

/// <summary>
/// The publishing half of a session: the in-flight window of QoS 1 and 2, bounded by our limit and by the broker's receive
/// maximum. It outlives connections: what was not confirmed is sent again, in the old order, marked as duplicate if the broker
/// kept the session and as new if it did not (so QoS 1 stays "at least once" even then).
/// </summary>
internal sealed class Outbound(MqttOptions options, Tally tally, PacketIds ids)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ushort, InFlight> _inFlight = [];
    private readonly Stack<InFlight> _spare = new();
    private readonly Queue<InFlight> _resend = new();
    private readonly Turn _turn = new();
    private readonly WakeUp _room = new();
    private readonly Pulse _settled = new();
    private MqttLink? _link;
    private OutboundAliases _aliases = new(0);
    private long _order;
    private int _underWay;
    private bool _stopped;
    private int _inFlightCount;

    public int InFlightNow => Volatile.Read(ref _inFlightCount);

    private int WindowMax => _link switch
    {
        null => 0,
        { Version: MqttVersion.V311 } => options.InFlightMaxV311,
        { Ack.ReceiveMaximum: var broker } => Math.Min(options.InFlightMax, broker),
    };

    public void Attach(MqttLink link, bool sessionPresent)
    {
        lock (_gate)
        {
            _link = link;
            _aliases = new(Math.Min(options.OutgoingTopicAliases, link.Ack.TopicAliasMaximum));
            _underWay = 0;
            _resend.Clear();
            foreach (InFlight each in _inFlight.Values.OrderBy(each => each.Order).ToArray())
                Requeue(each, sessionPresent);
            Resend();
        }
        link.Outbox.Wake();
        _room.Set();
    }

    public void Detach()
    {
        lock (_gate)
            _link = null;
        _settled.Fire();
    }

    /// <summary>Every waiting publication fails.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _stopped = true;
            foreach (InFlight each in _inFlight.Values)
                each.Waiter?.TrySetException(Stopped());
        }
        _room.Set();
        _settled.Fire();
    }

    /// <summary>The sender wrote: there may be room for publishers again.</summary>
    public void Drained()
    {
        _room.Set();
        _settled.Fire();
    }

    public async ValueTask<MqttReasonCode> PublishAsync(MqttPublish message, CancellationToken cancel)
    {
        MqttTopic.CheckName(message.Topic);
        await _turn.TakeAsync(cancel);
        Task<MqttReasonCode>? answer;
        try
        {
            while (!TrySubmit(message, wait: true, out answer))
                await _room.WaitAsync(cancel);
        }
        finally
        {
            _turn.Return();
        }
        return answer is null ? MqttReasonCode.Success : await answer.WaitAsync(cancel);
    }

    public async ValueTask PostAsync(ReadOnlyMemory<MqttPublish> batch, CancellationToken cancel)
    {
        await _turn.TakeAsync(cancel);
        try
        {
            for (int at = 0; at < batch.Length;)
            {
                at += SubmitRun(batch.Span[at..]);
                if (at < batch.Length)
                    await _room.WaitAsync(cancel);
            }
        }
        finally
        {
            _turn.Return();
        }
    }

    public async Task FlushAsync(CancellationToken cancel)
    {
        while (true)
        {
            Task changed = _settled.Next;
            lock (_gate)
                if (_inFlight.Count == 0 && _link is not { Outbox.PendingBytes: > 0 })
                    return;
                else if (_stopped)
                    throw Stopped();
            await changed.WaitAsync(cancel);
        }
    }

    /// <summary>PUBACK, PUBREC or PUBCOMP came.</summary>
    public void Answer(in AckPacket packet)
    {
        lock (_gate)
        {
            _inFlight.TryGetValue(packet.PacketId, out InFlight? entry);
            if (packet.Type == MqttPacketType.PubRec)
                Received(packet, entry);
            else if (packet.Type == MqttPacketType.PubAck)
                Confirmed(packet, entry);
            else if (entry is { Released: true })
                Finish(entry, MqttReasonCode.Success);
            else
                tally.StrayAnswers++;
        }
    }

    /// <summary>After a run of answers: sends what waited and wakes publishers.</summary>
    public void Continue()
    {
        lock (_gate)
            Resend();
        _room.Set();
        if (InFlightNow == 0)
            _settled.Fire();
    }

    private static MqttException Stopped() =>
        new(MqttReasonCode.UnspecifiedError, "The MQTT client was stopped; make a new one to publish.");

    private int SubmitRun(ReadOnlySpan<MqttPublish> batch)
    {
        int count = 0;
        MqttLink? link = _link;
        try
        {
            foreach (ref readonly MqttPublish message in batch)
            {
                MqttTopic.CheckName(message.Topic);
                if (!TrySubmit(message, wait: false, out _, wake: false))
                    break;
                count++;
            }
        }
        finally
        {
            link?.Outbox.Wake();
        }
        return count;
    }

    private bool TrySubmit(in MqttPublish message, bool wait, out Task<MqttReasonCode>? answer, bool wake = true)
    {
        answer = null;
        lock (_gate)
        {
            if (_stopped)
                throw Stopped();
            if (_link is not { } link || link.Outbox.PendingBytes >= options.OutboxBytesMax || _resend.Count > 0)
                return false;
            if (message.Qos > MqttQos.AtMostOnce && _inFlight.Count >= WindowMax)
                return false;
            PublishEncoder encoder = Encode(message, link);
            ushort packetId = 0;
            if (message.Qos > MqttQos.AtMostOnce)
                answer = Hold(message, wait, out packetId);
            link.Outbox.Append(encoder, packetId, duplicate: false);
            tally.MessagesPublished++;
            if (wake)
                link.Outbox.Wake();
            return true;
        }
    }

    /// <summary>Checks the broker's limits and settles the alias.</summary>
    private PublishEncoder Encode(in MqttPublish message, MqttLink link)
    {
        BrokerLimits.Check(message, link.Ack);
        (ushort alias, bool known) = _aliases.For(message.Topic);
        var encoder = new PublishEncoder(message, link.Version, alias, known);
        BrokerLimits.CheckSize(message, encoder.TotalBytes, link.Ack);
        if (alias > 0 && !known)
            _aliases.Remember(message.Topic, alias);
        return encoder;
    }

    private Task<MqttReasonCode>? Hold(in MqttPublish message, bool wait, out ushort packetId)
    {
        packetId = ids.Take();
        if (!_spare.TryPop(out InFlight? entry))
            entry = new();
        entry.Begin(packetId, message, _order++, wait);
        entry.Sent = true;
        _inFlight.Add(packetId, entry);
        _inFlightCount = _inFlight.Count;
        _underWay++;
        return entry.Waiter?.Task;
    }

    private void Received(in AckPacket packet, InFlight? entry)
    {
        if (entry is { Message.Qos: MqttQos.AtLeastOnce })
            throw Malformed.Protocol($"PUBREC for packet {packet.PacketId}, which is QoS 1");
        bool refused = packet.Reason >= MqttReasonCode.UnspecifiedError;
        if (entry is null)
            tally.StrayAnswers++;
        else if (refused && !entry.Released)
            Finish(entry, packet.Reason);
        if (refused && entry is not { Released: true })
            return;
        if (entry is not null)
            entry.Released = true;
        MqttReasonCode reason = entry is null ? MqttReasonCode.PacketIdentifierNotFound : MqttReasonCode.Success;
        _link?.Outbox.Append(new AckPacket(MqttPacketType.PubRel, packet.PacketId, reason), _link.Version);
    }

    /// <summary>MQTT forbids no answer to what is not under way, so it does no more than count.</summary>
    private void Confirmed(in AckPacket packet, InFlight? entry)
    {
        if (entry is null)
            tally.StrayAnswers++;
        else if (entry.Message.Qos == MqttQos.AtLeastOnce)
            Finish(entry, packet.Reason);
        else
            throw Malformed.Protocol($"PUBACK for packet {packet.PacketId}, which is QoS 2");
    }

    private void Finish(InFlight entry, MqttReasonCode reason)
    {
        if (reason >= MqttReasonCode.UnspecifiedError)
            tally.PublicationsRefused++;
        else
            tally.PublicationsConfirmed++;
        entry.Waiter?.TrySetResult(reason);
        Forget(entry);
    }

    private void Forget(InFlight entry)
    {
        _inFlight.Remove(entry.PacketId);
        _inFlightCount = _inFlight.Count;
        _underWay--;
        ids.Return(entry.PacketId);
        entry.End();
        _spare.Push(entry);
    }

    /// <summary>Without a session, what the broker has received (PUBREC) is its own, and the rest is sent as new.</summary>
    private void Requeue(InFlight entry, bool sessionPresent)
    {
        if (!sessionPresent && entry.Released)
        {
            _underWay++;
            Finish(entry, MqttReasonCode.Success);
            return;
        }
        entry.Sent &= sessionPresent;
        _resend.Enqueue(entry);
    }

    private void Resend()
    {
        while (_link is { } link && _underWay < WindowMax && _resend.TryDequeue(out InFlight? entry))
        {
            _underWay++;
            if (entry.Released)
                link.Outbox.Append(new AckPacket(MqttPacketType.PubRel, entry.PacketId, MqttReasonCode.Success), link.Version);
            else
                ResendMessage(entry, link);
        }
    }

    private void ResendMessage(InFlight entry, MqttLink link)
    {
        try
        {
            link.Outbox.Append(Encode(entry.Message, link), entry.PacketId, duplicate: entry.Sent);
            entry.Sent = true;
            tally.PublicationsResent++;
        }
        catch (MqttException refused)
        {
            tally.PublicationsRefused++;
            entry.Waiter?.TrySetException(refused);
            Forget(entry);
        }
    }
}
