namespace OrleansTwin.Ingest.Recordings;

/// <summary>How a folder of recorded experiments is played.</summary>
public sealed record RecordedDatasetOptions
{
    /// <summary>A column's tag is this and the column's name.</summary>
    public string TagPrefix { get; init; } = "cnc-mill:";

    /// <summary>
    /// Start of the first experiment, UTC; raised to a whole minute. The others follow, each on the next whole minute after the
    /// end before.
    /// </summary>
    public DateTime StartUtc { get; init; } = new(2018, 4, 2, 6, 0, 0, DateTimeKind.Utc);

    public TimeSpan RowInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// What text columns hold after a recording's end, so that its last row's state lasts one interval and no longer.
    /// </summary>
    public string EndText { get; init; } = "(end of recording)";

    /// <summary>Recorded seconds per second; null: as fast as the pipeline takes it.</summary>
    public double? Speed { get; init; }

    /// <summary>
    /// For tests of disorder: all batches of all recordings are played in an order shuffled by this seed, with their samples
    /// shuffled too; null: in order.
    /// </summary>
    public int? ShuffleSeed { get; init; }

    /// <summary>Rows that are handed over at once; fewer where <see cref="Speed"/> would make steps of more than 0.1 s.</summary>
    public int RowsPerBatch { get; init; } = 100;

    /// <exception cref="ArgumentException">names the option, the value found, what was expected and how to mend it.</exception>
    public RecordedDatasetOptions Validate()
    {
        Require(RowInterval > TimeSpan.Zero, nameof(RowInterval), RowInterval, "more than 0");
        Require(Speed is null or (> 0 and <= 1e9), nameof(Speed), Speed, "more than 0, at most 1e9");
        Require(RowsPerBatch is >= 1 and <= 10_000, nameof(RowsPerBatch), RowsPerBatch, "1 to 10,000");
        Require(StartUtc.Year is >= 1971 and < 9000, nameof(StartUtc), StartUtc, "a year from 1971 on");
        return this;
    }

    private static void Require(bool holds, string option, object? found, string expected)
    {
        if (!holds)
            throw new ArgumentException($"Replay option {option} is {found}; expected {expected}. Choose a value in that range.");
    }
}
