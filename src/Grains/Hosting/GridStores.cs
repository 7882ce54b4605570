using System.Globalization;
using Npgsql;
using OrleansTwin.Runtime.Sites;
using OrleansTwin.Store;
using OrleansTwin.Store.Archive;
using OrleansTwin.Store.Postgres;
using OrleansTwin.Store.Sqlite;

namespace OrleansTwin.Grains.Hosting;

/// <summary>
/// The stores of a grid: a schema each of one database, or a directory each. Whoever opens one holds its lock: no two silos
/// ever write to the same, whatever they think of each other. A silo that the cluster has declared dead and that only stands
/// still keeps its locks: whoever opens a store after it ends its sessions.
/// </summary>
internal sealed class GridStores(GridOptions options, ILocalSiloDetails local, ISiloStatusOracle silos)
{
    /// <summary>Begins the names of silos' sessions at the database; the silo's address and generation follow.</summary>
    private const string OwnerPrefix = "orleanstwin silo ";

    /// <summary>Each call of a feed, or of an Edge, leaves a receipt, of which the newest tells how far it has come.</summary>
    private const int CallReceiptsMax = 1_000;

    public ValueTask<ITwinStore> OpenShardAsync(long shard) =>
        OpenAsync(
            string.Create(CultureInfo.InvariantCulture, $"shard_{shard:000}"),
            options.Storage with { ReceiptsPerSourceMax = CallReceiptsMax });

    public ValueTask<ITwinStore> OpenFeedAsync(string name) => OpenAsync(
        SiteFeeds.StoreOf(name),
        SiteFeeds.SiteOf(name) is null ? options.Storage : options.Storage with { ReceiptsPerSourceMax = CallReceiptsMax });

    /// <summary>What Edges report was archived there, if at all.</summary>
    public ValueTask<ITwinStore> OpenReportsAsync(string siteId) => OpenAsync(
        SiteFeeds.StoreOfReports(siteId), options.Storage with { Archive = new ArchiveOptions { Retention = TimeSpan.Zero } });

    public ValueTask<ITwinStore> OpenPlantAsync() => OpenAsync("plant", options.Storage);

    /// <summary>What a user calls the place of a feed's store: it names the feed's sessions at brokers.</summary>
    public string PlaceOfFeed(string name) => options.Store is { } connection
        ? PostgresTwinStore.PlaceOf(OfSchema(connection, SiteFeeds.StoreOf(name)))
        : Path.GetFullPath(Path.Combine(options.Data, SiteFeeds.StoreOf(name)));

    private PostgresOwner Owner => new(OwnerPrefix + local.SiloAddress.ToParsableString(), IsGone);

    /// <summary>A silo of another cluster is none that this one has declared dead.</summary>
    private bool IsGone(string owner) => owner.StartsWith(OwnerPrefix, StringComparison.Ordinal)
        && SiloAddress.TryParse(owner[OwnerPrefix.Length..], CultureInfo.InvariantCulture, out var silo)
        && silos.GetApproximateSiloStatus(silo) == SiloStatus.Dead;

    private ValueTask<ITwinStore> OpenAsync(string name, StoreOptions storage) => options.Store is { } connection
        ? PostgresTwinStore.OpenAsync(OfSchema(connection, name), storage, Owner)
        : SqliteTwinStore.OpenAsync(Path.Combine(options.Data, name), storage);

    private string OfSchema(string connection, string name) => new NpgsqlConnectionStringBuilder(connection)
    {
        SearchPath = $"{options.SchemaPrefix}_{name}",
        MaxPoolSize = options.StoreConnections,
    }.ConnectionString;
}
