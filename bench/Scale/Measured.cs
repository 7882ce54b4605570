namespace OrleansTwin.Bench.Scale;

/// <summary>What was measured at one rate of the sensors (<c>bench -- wal</c>), on two loaded cores.</summary>
/// <param name="Hz">Samples of a sensor in a second.</param>
/// <param name="ShardCpuUs">Processor time of a shard for a sample: journal, fold, checkpoints.</param>
/// <param name="ServerCpuUs">PostgreSQL's for the same sample.</param>
/// <param name="JournalWalBytes">Write-ahead log of a sample in a journal. A feed has one, and so has the shard.</param>
/// <param name="CheckpointWalBytes">Of a sample's share in a shard's checkpoints: history, snapshots, KPIs, archive.</param>
/// <param name="SamplesPerShard">What one shard took in a second from one feed, with one call under way.</param>
internal sealed record RateMeasured(
    int Hz, double ShardCpuUs, double ServerCpuUs, double JournalWalBytes, double CheckpointWalBytes, double SamplesPerShard);

/// <summary>
/// Measured figures that the plan reckons with, each with its source; where one is counted or an upper bound, it says so.
/// </summary>
internal static class Measured
{
    public static readonly IReadOnlyList<RateMeasured> Rates =
    [
        new(1, ShardCpuUs: 11.2, ServerCpuUs: 8.52, JournalWalBytes: 11.4, CheckpointWalBytes: 160.4, SamplesPerShard: 26_141),
        new(10, ShardCpuUs: 2.49, ServerCpuUs: 1.17, JournalWalBytes: 11.9, CheckpointWalBytes: 21.1, SamplesPerShard: 84_940),
    ];

    /// <summary>
    /// <c>bench -- feed</c>: processor time of a sample that is decoded already. At most: the fold in the shards is in it.
    /// </summary>
    public const double FeedCpuUs = 0.81;

    /// <summary><c>bench -- feed</c>: samples a second that one feed carried to four shards, all of it on two cores.</summary>
    public const double SamplesPerFeed = 557_623;

    /// <summary><c>bench -- twin-memory</c>, once fed.</summary>
    public const double BytesPerSensor = 833;

    /// <summary><c>bench -- grid-activation</c>: a sensor grain that somebody asked, until it goes.</summary>
    public const double BytesPerAddress = 2183;

    /// <summary><c>bench -- history</c>: simulated 10 Hz signals, with aggregates, rows and pages.</summary>
    public const double HistoryBytesPerSample = 1.53;

    /// <summary>docs/operations-edge.md, "What grows".</summary>
    public const double LedgerBytesPerMachineYear = 210e6;

    /// <summary>Columns of a call from a feed to a shard: a key, two times, a value. Without the wire's own heads.</summary>
    public const double CallBytesPerSample = 28;
}

/// <summary>What a silo and a database server may be given: chosen, not measured. Other hardware: other numbers here.</summary>
internal static class Chosen
{
    public const int Plants = 1000;
    public const int SensorsPerPlant = 5000;
    public const int Seed = 1;
    public const int Cores = 16;
    public const double CpuShareMax = 0.6;
    public const double WalBytesPerServer = 100e6;
    public const int ConnectionsPerServer = 500;
    public const double DiskBytesPerServer = 20e12;
    public const int HistoryKeepDays = 30;

    /// <summary>The default of a grid (<c>Grid:StoreConnections</c>).</summary>
    public const int ConnectionsPerStore = 4;
}
