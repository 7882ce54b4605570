using OrleansTwin.Ingest.Pipeline;
using OrleansTwin.Runtime.Feeds;
using OrleansTwin.Runtime.Hosting;
using OrleansTwin.Runtime.Shards;
using OrleansTwin.Store;

namespace OrleansTwin.Grains.Hosting;

/// <summary>What all processes of a grid agree on, and how each runs its share.</summary>
internal sealed record GridOptions
{
    /// <summary>Number of shards. Fixed when the grid is made.</summary>
    public int Shards { get; init; } = 8;

    /// <summary>
    /// PostgreSQL database of the whole grid; shards, feeds and the plant's versions have a schema each. Null: files below
    /// <see cref="Data"/>, for a single process.
    /// </summary>
    public string? Store { get; init; }

    /// <summary>Directory of the stores where there is no database.</summary>
    public string Data { get; init; } = "data";

    /// <summary>Begins the names of the schemas.</summary>
    public string SchemaPrefix { get; init; } = "twin";

    /// <summary>Connections of one shard's, feed's or plant's store to the database.</summary>
    public int StoreConnections { get; init; } = 4;

    /// <summary>
    /// How often silos make sure that shards and feeds are awake: a failed silo's are looked after within this time.
    /// </summary>
    public TimeSpan WatchPeriod { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long another silo has to be the better seat of a shard before the shard moves: silos come and go together in a
    /// rolling upgrade.
    /// </summary>
    public TimeSpan MoveDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>An Edge that is silent for so long is told as cut off; it says something every five seconds at least.</summary>
    public TimeSpan SiteSilenceMax { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Paths of the sites whose Edges forward reports, not telemetry: the same on all processes. A site stays as it begins.
    /// </summary>
    public IReadOnlyList<string> Reports { get; init; } = [];

    /// <summary>What the feeds of processes with the ingest role take in, by their names.</summary>
    public IReadOnlyDictionary<string, FeedSettings> Feeds { get; init; } =
        new Dictionary<string, FeedSettings>(StringComparer.Ordinal) { [FeedSettings.Main] = new() };

    /// <summary>Limits of what is kept, and for how long.</summary>
    public StoreOptions Storage { get; init; } = new();

    /// <summary>Limits of the ingest pipelines.</summary>
    public IngestOptions Ingest { get; init; } = new();

    /// <summary>How feeds carry their journals to the shards.</summary>
    public FeedOptions Feed { get; init; } = new();

    public PlantHostOptions Shard { get; init; } = new();

    /// <exception cref="FormatException">An option can't be used; says which, what was found and what was expected.</exception>
    public GridOptions Validate()
    {
        _ = new ShardMap(Shards, Reports);
        if (StoreConnections is < 4 or > 100)
            throw new FormatException($"Grid:StoreConnections is {StoreConnections}. Expected: 4 to 100.");
        if (WatchPeriod < TimeSpan.FromMilliseconds(100) || WatchPeriod > TimeSpan.FromMinutes(1))
            throw new FormatException($"Grid:WatchPeriod is {WatchPeriod}. Expected: 00:00:00.1 to 00:01:00.");
        if (SiteSilenceMax < TimeSpan.FromSeconds(6) || SiteSilenceMax > TimeSpan.FromHours(1))
            throw new FormatException($"Grid:SiteSilenceMax is {SiteSilenceMax}. Expected: 00:00:06 to 01:00:00.");
        foreach (var name in Feeds.Keys.Append(SchemaPrefix).Where(name => !IsPlain(name)))
        {
            throw new FormatException(
                $"'{name}' can't name a feed or schema. Expected: 1 to 32 of a-z, 0-9 and _, a letter first.");
        }

        Feed.Validate();
        Shard.Validate();
        return this;
    }

    private static bool IsPlain(string name) => name.Length is > 0 and <= 32 && char.IsAsciiLetterLower(name[0])
        && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '_');
}

/// <summary>What one feed takes in besides what is posted to the gateway.</summary>
internal sealed record FeedSettings
{
    /// <summary>The feed that takes what is posted to the gateway, and the brokers of the command line.</summary>
    public const string Main = "main";

    /// <summary>URLs of brokers.</summary>
    public IReadOnlyList<string> Mqtt { get; init; } = [];

    /// <summary>Whether the built-in simulator plays the plant.</summary>
    public bool Simulate { get; init; }

    /// <summary>Seed of the simulator.</summary>
    public int Seed { get; init; } = 7;
}
