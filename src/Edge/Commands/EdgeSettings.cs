using OrleansTwin.Api;
using OrleansTwin.Runtime.Forwarding;
using OrleansTwin.Runtime.Hosting;
using OrleansTwin.Runtime.Logging;
using OrleansTwin.Runtime.Otlp;
using OrleansTwin.Ingest.Pipeline;
using OrleansTwin.Store;

namespace OrleansTwin.Edge.Commands;

/// <summary>
/// What <c>run</c> runs. Bound from a JSON file (<c>--config</c>), then environment variables that begin with
/// <c>ORLEANSTWIN_</c>, then options of the command
/// line: the later one wins.
/// </summary>
internal sealed record EdgeSettings
{
    /// <summary>Plant file; null: the plant that the data directory has, or else the demo.</summary>
    public string? Plant { get; init; }

    /// <summary>Data directory; null: <c>./data</c> for a plant of one's own, a temporary one for the demo.</summary>
    public string? Data { get; init; }

    /// <summary>Connection string of a PostgreSQL database that holds the store; null: the data directory does.</summary>
    public string? Store { get; init; }

    /// <summary>URLs of brokers.</summary>
    public IReadOnlyList<string> Mqtt { get; init; } = [];

    /// <summary>Whether the built-in simulator feeds the plant; null: only the demo, and only if no broker does.</summary>
    public bool? Simulate { get; init; }

    /// <summary>Seed of the simulator.</summary>
    public int Seed { get; init; } = 7;

    /// <summary>Limits of what is kept, and for how long.</summary>
    public StoreOptions Storage { get; init; } = new();

    public ApiOptions Api { get; init; } = new();

    public PlantHostOptions Edge { get; init; } = new();

    /// <summary>Limits of the ingest pipeline.</summary>
    public IngestOptions Ingest { get; init; } = new();

    /// <summary>To which grid everything is forwarded.</summary>
    public ForwardOptions Forward { get; init; } = new();

    /// <summary>Export of metrics and traces.</summary>
    public OtlpOptions Otlp { get; init; } = new();

    /// <summary>What the log looks like and how much it may say.</summary>
    public LogOptions Log { get; init; } = new();

    /// <summary>How much of the journal waits for a grid, where there is one, when nothing is said.</summary>
    private const long KeptBytesMax = 4L << 30;

    /// <summary>The limits of what is kept; what waits for a grid only where there is one.</summary>
    public StoreOptions StorageOfRun => Storage with
    {
        JournalKeptBytesMax = Forward is { IsOn: true, What: ForwardContent.Telemetry }
            ? Storage.JournalKeptBytesMax ?? KeptBytesMax
            : 0,
    };
}
