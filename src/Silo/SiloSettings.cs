using OrleansTwin.Api;
using OrleansTwin.Grains.Hosting;
using OrleansTwin.Runtime.Logging;
using OrleansTwin.Runtime.Otlp;
using OrleansTwin.Silo.Hosting;

namespace OrleansTwin.Silo;

/// <summary>
/// What a process of the grid runs. Bound from a JSON file (<c>--config</c>), then environment variables that begin with
/// <c>ORLEANSTWIN_</c>, then options of the command line: the later one wins.
/// </summary>
internal sealed record SiloSettings
{
    /// <summary>Any of <c>silo</c>, <c>ingest</c> and <c>gateway</c>; none: all of them.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>Plant file; null: the plant that the grid has, or else the demo.</summary>
    public string? Plant { get; init; }

    public ClusterOptions Cluster { get; init; } = new();

    public GridOptions Grid { get; init; } = new();

    public ApiOptions Api { get; init; } = new();

    /// <summary>Export of metrics and traces.</summary>
    public OtlpOptions Otlp { get; init; } = new();

    /// <summary>What the log looks like and how much it may say.</summary>
    public LogOptions Log { get; init; } = new();
}
