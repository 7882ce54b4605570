using OrleansTwin.Ingest.Rejects;

namespace OrleansTwin.Ingest.Pipeline;

/// <summary>
/// The pipeline's counters. Each field is written by one thread only (the decode loop or the commit loop), so plain additions
/// do; readers see whole 64-bit values.
/// </summary>
internal sealed class IngestCounters
{
    public static readonly int ReasonCount = Enum.GetValues<RejectReason>().Length;

    public readonly IngestLatencies Latencies = new();
    public readonly long[] RejectedByReason = new long[ReasonCount];
    public long ValuesDecoded;
    public long ValuesUnknown;
    public long WithinDeadband;
    public long NotGood;
    public long OutOfRange;
    public long DuplicateMessages;
    public long RouteRestarts;
    public long SamplesCommitted;
    public long MessagesCommitted;
    public long BatchesCommitted;
    public long CommitFailures;

    public IngestMetrics Reading(IngestQueue queue) => new()
    {
        MessagesReceived = queue.MessagesReceived,
        BytesReceived = queue.BytesReceived,
        BackpressureTime = queue.BackpressureTime,
        BusyAnswers = queue.BusyAnswers,
        QueueMessagesNow = queue.MessagesNow,
        QueueBytesNow = queue.BytesNow,
        ValuesDecoded = Volatile.Read(ref ValuesDecoded),
        ValuesUnknown = Volatile.Read(ref ValuesUnknown),
        RejectedByReason = [.. RejectedByReason],
        Rejected = RejectedByReason.Sum(),
        WithinDeadband = Volatile.Read(ref WithinDeadband),
        NotGood = Volatile.Read(ref NotGood),
        OutOfRange = Volatile.Read(ref OutOfRange),
        RouteRestarts = Volatile.Read(ref RouteRestarts),
        DuplicateMessages = Volatile.Read(ref DuplicateMessages),
        SamplesCommitted = Volatile.Read(ref SamplesCommitted),
        MessagesCommitted = Volatile.Read(ref MessagesCommitted),
        BatchesCommitted = Volatile.Read(ref BatchesCommitted),
        CommitFailures = Volatile.Read(ref CommitFailures),
    };
}
