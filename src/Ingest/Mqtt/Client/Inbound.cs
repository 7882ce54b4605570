using System.Runtime.CompilerServices;

namespace OrleansTwin.Ingest.Mqtt;

/// <summary>
/// The receiving half of a session. The receiving loop puts messages in (<see cref="Accept"/>), the application takes them
/// (<see cref="ReceiveAsync"/>) and acknowledges them; only then PUBACK or PUBREC goes out, in order of receipt. It outlives
/// connections.
/// </summary>
internal sealed class Inbound
{
    private readonly Lock _gate = new();
    private readonly MqttOptions _options;
    private readonly Tally _tally;
    private readonly ReceiveBlockPool _memory;
    private readonly DeliveryWindow _window;
    private readonly Qos2Receipts _receipts = new();
    private readonly Queue<MqttMessage> _queue = new();
    private readonly WakeUp _arrived = new();
    private readonly WakeUp _room = new();
    private MqttLink? _link;
    private int _connection;
    private int _owed;
    private volatile bool _stopped;
    private volatile bool _waitsForRoom;

    public Inbound(MqttOptions options, Tally tally)
    {
        (_options, _tally) = (options, tally);
        _memory = new(RoomMade);
        _window = new(options.UnacknowledgedMessagesMax);
    }

    public int UnacknowledgedNow => _window.Count;

    public long UnacknowledgedBytesNow => _memory.OutstandingBytes;

    /// <summary>The application holds as much as it may: nothing more is to be read.</summary>
    public bool Full => _window.Full || _memory.OutstandingBytes >= _options.UnacknowledgedBytesMax;

    /// <summary>A connection begins; acknowledgements of messages from earlier ones are no longer sent.</summary>
    public void Attach(MqttLink link, bool sessionPresent)
    {
        lock (_gate)
        {
            _link = link;
            _connection++;
            _owed = 0;
            if (!sessionPresent)
                _receipts.Clear(_window.Drop);
            _window.BeginConnection();
        }
    }

    public void Detach()
    {
        lock (_gate)
            _link = null;
    }

    public void Stop()
    {
        _stopped = true;
        _arrived.Set();
        _room.Set();
    }

    /// <summary>Takes a message in; there must be room. <see cref="HandOver"/> follows after a run of them.</summary>
    public void Accept(in PublishPacket packet, string topic, long receivedTicks)
    {
        lock (_gate)
        {
            MqttQos qos = packet.Header.Qos;
            if (qos > MqttQos.AtMostOnce && ++_owed > _options.ReceiveMaximum && _link?.Version == MqttVersion.V5)
                TooMany();
            if (qos == MqttQos.ExactlyOnce && _receipts.Contains(packet.Header.PacketId))
                AcceptAgain(packet.Header.PacketId);
            else
                Enqueue(packet, topic, receivedTicks);
        }
    }

    /// <summary>PUBREL came: answers PUBCOMP.</summary>
    public void Release(ushort packetId)
    {
        lock (_gate)
        {
            bool known = _receipts.Release(packetId);
            MqttReasonCode reason = known ? MqttReasonCode.Success : MqttReasonCode.PacketIdentifierNotFound;
            _owed = Math.Max(0, _owed - 1);
            Send(new(MqttPacketType.PubComp, packetId, reason));
        }
    }

    /// <summary>The application may take what was accepted.</summary>
    public void HandOver() => _arrived.Set();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> ReceiveAsync(Memory<MqttMessage> into, CancellationToken cancel)
    {
        while (true)
        {
            bool stopped = _stopped;
            int count = Take(into.Span);
            if (count > 0 || stopped)
                return count;
            await _arrived.WaitAsync(cancel);
        }
    }

    /// <summary>Moves what is there, without waiting.</summary>
    public int Take(Span<MqttMessage> into)
    {
        lock (_gate)
        {
            int count = Math.Min(into.Length, _queue.Count);
            for (int at = 0; at < count; at++)
                into[at] = _queue.Dequeue();
            return count;
        }
    }

    public void Acknowledge(ReadOnlySpan<MqttMessage> messages, MqttReasonCode reason)
    {
        bool twice = false;
        MqttLink? link;
        lock (_gate)
        {
            foreach (ref readonly MqttMessage message in messages)
            {
                if (Complete(message.Sequence, reason))
                    message.Block.Release();
                else
                    twice = true;
            }
            SendInOrder();
            link = _link;
        }
        link?.Outbox.Wake();
        RoomMade();
        if (twice)
            throw new InvalidOperationException("A message was acknowledged twice; by now its memory may be another's.");
    }

    /// <summary>Waits until the application has given something back.</summary>
    public async ValueTask WaitForRoomAsync(CancellationToken cancel)
    {
        _waitsForRoom = true;
        while (Full && !_stopped)
            await _room.WaitAsync(cancel);
        _waitsForRoom = false;
    }

    private void TooMany()
    {
        _tally.ReceiveMaximumExceeded++;
        if (_options.EnforceReceiveMaximum)
            throw Malformed.With(MqttReasonCode.ReceiveMaximumExceeded,
                $"more than {_options.ReceiveMaximum} messages under way");
    }

    private void RoomMade()
    {
        if (_waitsForRoom)
            _room.Set();
    }

    private void Enqueue(in PublishPacket packet, string topic, long receivedTicks)
    {
        PublishHeader header = packet.Header;
        long sequence = _window.Push(header.PacketId, header.Qos, _connection);
        if (header.Qos == MqttQos.ExactlyOnce)
            _receipts.Add(header.PacketId, sequence);
        int length = packet.Properties.Length + packet.Payload.Length;
        ReceiveBlock block = _memory.Take(length + LongTopicBytes(packet, topic), out int offset);
        packet.Properties.CopyTo(block.Bytes.AsSpan(offset));
        int payload = offset + packet.Properties.Length;
        packet.Payload.CopyTo(block.Bytes.AsSpan(payload));
        _queue.Enqueue(new(topic, header, block, offset, payload, offset + length, sequence, receivedTicks));
        _tally.MessagesReceived++;
    }

    /// <summary>What a topic holds that belongs to this message alone: room is taken beside the payload, so it counts.</summary>
    private static int LongTopicBytes(in PublishPacket packet, string topic) =>
        packet.TopicUtf8.Length > TopicCache.TopicBytesMax ? topic.Length * sizeof(char) : 0;

    /// <summary>A QoS 2 message that is known: nothing is handed out, but PUBREC is owed in its turn.</summary>
    private void AcceptAgain(ushort packetId)
    {
        bool completed = _receipts.IsCompleted(packetId);
        long place = _window.Push(packetId, MqttQos.ExactlyOnce, _connection, done: completed);
        if (!completed && _receipts.Repeat(packetId, place) is >= 0 and var earlier)
            _window.Drop(earlier);
        _tally.DuplicatesSuppressed++;
        SendInOrder();
    }

    private bool Complete(long sequence, MqttReasonCode reason)
    {
        if (!_window.TryComplete(sequence, reason, out DeliveryWindow.Slot slot))
            return false;
        _tally.MessagesAcknowledged++;
        if (slot.Qos > MqttQos.AtMostOnce && (slot.Connection != _connection || _link is null))
            _tally.StaleAcknowledgements++;
        if (slot.Qos == MqttQos.ExactlyOnce && _receipts.Complete(slot.PacketId, sequence, reason) is >= 0 and var later)
            _window.TryComplete(later, reason, out _);
        return true;
    }

    private void SendInOrder()
    {
        while (_window.TryPop(out DeliveryWindow.Slot slot))
        {
            if (slot.Qos == MqttQos.AtMostOnce)
                continue;
            bool once = slot.Qos == MqttQos.AtLeastOnce;
            if (once || slot.Reason >= MqttReasonCode.UnspecifiedError)
                _owed--;
            Send(new(once ? MqttPacketType.PubAck : MqttPacketType.PubRec, slot.PacketId, slot.Reason));
        }
    }

    private void Send(in AckPacket packet)
    {
        if (_link is { } link)
            link.Outbox.Append(packet, link.Version);
    }
}
