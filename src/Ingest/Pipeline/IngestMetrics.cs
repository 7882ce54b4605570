using OrleansTwin.Ingest.Rejects;

namespace OrleansTwin.Ingest.Pipeline;

/// <summary>A reading of the pipeline's counters since it was made. Gauges end in Now.</summary>
public readonly record struct IngestMetrics
{
    /// <summary>Messages queued by sources.</summary>
    public long MessagesReceived { get; init; }

    public long BytesReceived { get; init; }

    /// <summary>Values found in messages, whether or not they were taken.</summary>
    public long ValuesDecoded { get; init; }

    /// <summary>Values whose tag no sensor has.</summary>
    public long ValuesUnknown { get; init; }

    /// <summary>Values and payloads refused, all reasons together.</summary>
    public long Rejected { get; init; }

    /// <summary>The same by <see cref="RejectReason"/>'s number.</summary>
    public IReadOnlyList<long> RejectedByReason { get; init; }

    /// <summary>Values that were not recorded because they lay within the deadband.</summary>
    public long WithinDeadband { get; init; }

    /// <summary>Samples taken with uncertain or bad quality.</summary>
    public long NotGood { get; init; }

    /// <summary>Samples moved to an end of their range, or flagged outside it.</summary>
    public long OutOfRange { get; init; }

    public long SamplesCommitted { get; init; }

    public long MessagesCommitted { get; init; }

    public long BatchesCommitted { get; init; }

    public long CommitFailures { get; init; }

    /// <summary>Messages recognised by their token, acknowledged and not journaled again.</summary>
    public long DuplicateMessages { get; init; }

    /// <summary>Times that the table of topics and tags was full and started anew.</summary>
    public long RouteRestarts { get; init; }

    /// <summary>Time that sources waited for room in the queue, summed over the sources.</summary>
    public TimeSpan BackpressureTime { get; init; }

    /// <summary>Submissions refused because the queue was full.</summary>
    public long BusyAnswers { get; init; }

    public int QueueMessagesNow { get; init; }

    public long QueueBytesNow { get; init; }
}
