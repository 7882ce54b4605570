namespace OrleansTwin.Ingest.Mqtt;

/// <summary>
/// The running counters behind <see cref="MqttCounters"/>. Each is written under one lock or by one loop, and read anywhere.
/// </summary>
internal sealed class Tally
{
    public long MessagesReceived;
    public long BytesReceived;
    public long BytesSent;
    public long MessagesAcknowledged;
    public long StaleAcknowledgements;
    public long DuplicatesSuppressed;
    public long ReceiveMaximumExceeded;
    public long MessagesPublished;
    public long PublicationsConfirmed;
    public long PublicationsRefused;
    public long PublicationsResent;
    public long StrayAnswers;
    public long Connections;
    public long ConnectFailures;
    public long ConnectionsLost;
    public long ProtocolErrors;
    public long ReceivePauses;

    public MqttCounters Read(Inbound inbound, Outbound outbound, TopicCache topics) => new()
    {
        MessagesReceived = Volatile.Read(ref MessagesReceived),
        BytesReceived = Volatile.Read(ref BytesReceived),
        BytesSent = Volatile.Read(ref BytesSent),
        MessagesAcknowledged = Volatile.Read(ref MessagesAcknowledged),
        StaleAcknowledgements = Volatile.Read(ref StaleAcknowledgements),
        DuplicatesSuppressed = Volatile.Read(ref DuplicatesSuppressed),
        ReceiveMaximumExceeded = Volatile.Read(ref ReceiveMaximumExceeded),
        MessagesPublished = Volatile.Read(ref MessagesPublished),
        PublicationsConfirmed = Volatile.Read(ref PublicationsConfirmed),
        PublicationsRefused = Volatile.Read(ref PublicationsRefused),
        PublicationsResent = Volatile.Read(ref PublicationsResent),
        StrayAnswers = Volatile.Read(ref StrayAnswers),
        Connections = Volatile.Read(ref Connections),
        ConnectFailures = Volatile.Read(ref ConnectFailures),
        ConnectionsLost = Volatile.Read(ref ConnectionsLost),
        ProtocolErrors = Volatile.Read(ref ProtocolErrors),
        ReceivePauses = Volatile.Read(ref ReceivePauses),
        TopicCacheRestarts = topics.Restarts,
        UnacknowledgedNow = inbound.UnacknowledgedNow,
        UnacknowledgedBytesNow = inbound.UnacknowledgedBytesNow,
        InFlightNow = outbound.InFlightNow,
    };
}
