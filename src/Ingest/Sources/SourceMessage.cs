namespace OrleansTwin.Ingest.Sources;

/// <summary>
/// One message on its way to the journal: bytes to decode (<see cref="Payload"/>), or samples already decoded
/// (<see cref="Samples"/>). Payload and samples belong to the pipeline until <see cref="Acknowledger"/> hears of
/// <see cref="Cookie"/>.
/// </summary>
public readonly record struct SourceMessage
{
    /// <summary>The source's name.</summary>
    public required string Source { get; init; }

    /// <summary>MQTT topic, or whatever names the stream; use one string per topic, it is looked up for every message.</summary>
    public string? Topic { get; init; }

    public ReadOnlyMemory<byte> Payload { get; init; }

    public RawBatch? Samples { get; init; }

    /// <summary>
    /// When the bytes arrived, UTC ticks: the time of samples that bring none, and the measure for times in the future.
    /// </summary>
    public required long ReceiveTicks { get; init; }

    /// <summary>
    /// Recognises this message when it comes again (an idempotency key); always looked up and kept. 0: it has none. See
    /// <see cref="PacketId"/> for MQTT.
    /// </summary>
    public UInt128 Token { get; init; }

    /// <summary>
    /// MQTT packet identifier of a QoS 1 or 2 message, otherwise 0. With topic and payload it makes the token, which is kept
    /// only where a value came without source time: the others tell repetitions by themselves.
    /// </summary>
    public ushort PacketId { get; init; }

    /// <summary>MQTT's DUP: the broker has sent it before, so the token made of <see cref="PacketId"/> is looked up.</summary>
    public bool MayBeRepeated { get; init; }

    /// <summary>Null: nobody waits for the commit.</summary>
    public IAcknowledger? Acknowledger { get; init; }

    /// <summary>Handed back to <see cref="Acknowledger"/>.</summary>
    public long Cookie { get; init; }

    /// <summary>W3C <c>traceparent</c> of the request that brought it; null where that is not traced.</summary>
    public string? Cause { get; init; }

    /// <summary>What the message counts for in the queue's byte limit.</summary>
    public long QueuedBytes => Payload.Length + (Samples is null ? 0L : Samples.Count * (long)RawSample.QueuedBytes);
}
