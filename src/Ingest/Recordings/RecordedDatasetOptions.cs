namespace OrleansTwin.Ingest.Recordings;

/// <summary>How a folder of recorded experiments is played.</summary>
public sealed record RecordedDatasetOptions
{
    /// <summary>Tags are <c>prefix/column</c>.</summary>
    public string TagPrefix { get; init; } = "cnc-mill";

    /// <summary>Start of the first experiment, UTC; raised to a whole minute. The others follow, each on the next whole minute that is free.</summary>
    public DateTime StartUtc { get; init; } = new(2018, 4, 2, 6, 0, 0, DateTimeKind.Utc);

    public TimeSpan RowInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Recorded seconds per second; null: as fast as the pipeline takes it.</summary>
    public double? Speed { get; init; }

    /// <summary>Plays batches of samples in an order shuffled by this seed (for tests of disorder); null: in order.</summary>
    public int? ShuffleSeed { get; init; }

    /// <summary>Rows that are handed over at once, and shuffled among each other.</summary>
    public int RowsPerBatch { get; init; } = 100;
}
