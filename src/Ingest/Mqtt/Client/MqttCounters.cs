namespace OrleansTwin.Ingest.Mqtt;

/// <summary>A reading of a client's counters since it was made. Gauges end in Now.</summary>
public readonly record struct MqttCounters
{
    public long MessagesReceived { get; init; }

    public long BytesReceived { get; init; }

    public long BytesSent { get; init; }

    /// <summary>Acknowledged by the application.</summary>
    public long MessagesAcknowledged { get; init; }

    /// <summary>
    /// Acknowledged by the application after the connection that brought them had ended: the broker sends them again.
    /// </summary>
    public long StaleAcknowledgements { get; init; }

    /// <summary>QoS 2 messages that came again and were not handed out again.</summary>
    public long DuplicatesSuppressed { get; init; }

    /// <summary>Messages beyond the receive maximum that we announced.</summary>
    public long ReceiveMaximumExceeded { get; init; }

    public long MessagesPublished { get; init; }

    /// <summary>Publications that the broker confirmed (QoS 1 and 2).</summary>
    public long PublicationsConfirmed { get; init; }

    /// <summary>Publications that the broker refused with a reason code.</summary>
    public long PublicationsRefused { get; init; }

    public long PublicationsResent { get; init; }

    /// <summary>PUBACK, PUBREC, PUBCOMP, SUBACK and UNSUBACK for nothing that is under way; they change nothing.</summary>
    public long StrayAnswers { get; init; }

    public long Connections { get; init; }

    public long ConnectFailures { get; init; }

    public long ConnectionsLost { get; init; }

    public long ProtocolErrors { get; init; }

    /// <summary>
    /// Times that the socket was not read because the application held too much, or the broker took nothing in.
    /// </summary>
    public long ReceivePauses { get; init; }

    /// <summary>Times that the cache of topics was full and started anew.</summary>
    public long TopicCacheRestarts { get; init; }

    public int UnacknowledgedNow { get; init; }

    public long UnacknowledgedBytesNow { get; init; }

    public int InFlightNow { get; init; }
}
