using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Runtime.Membership;
using Orleans.Runtime.MembershipService;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;
using OrleansTwin.Grains.Hosting;
using OrleansTwin.Peers;
using OrleansTwin.Silo.Hosting;

namespace OrleansTwin.Grains.Tests.Schema;

/// <summary>
/// A grid's tables of its own in the server of all tests, and the providers of Orleans on them, as silos and gateways use them.
/// </summary>
internal sealed class ClusterDatabase(GridOptions grid)
{
    private const string Invariant = "Npgsql";

    private static int _count;

    public GridOptions Grid => grid;

    private string Database => ClusterTables.ConnectionString(grid);

    public static async Task<ClusterDatabase> EmptyAsync() => new(new GridOptions
    {
        Store = (await PostgresServer.Shared).ConnectionString,
        SchemaPrefix = $"t{Interlocked.Increment(ref _count)}",
    });

    public static async Task<ClusterDatabase> PreparedAsync()
    {
        var database = await EmptyAsync();
        ClusterTables.Prepare(database.Grid);
        return database;
    }

    public async Task<IMembershipTable> MembershipAsync(string cluster = "line")
    {
        var table = new AdoNetClusteringTable(
            new ServiceCollection().BuildServiceProvider(),
            Options.Create(new Orleans.Configuration.ClusterOptions { ClusterId = cluster }),
            Options.Create(new AdoNetClusteringSiloOptions { Invariant = Invariant, ConnectionString = Database }),
            NullLogger<AdoNetClusteringTable>.Instance);
        await table.InitializeMembershipTable(true);
        return table;
    }

    public async Task<IList<Uri>> GatewaysAsync(string cluster = "line")
    {
        var gateways = new AdoNetGatewayListProvider(
            NullLogger<AdoNetGatewayListProvider>.Instance,
            new ServiceCollection().BuildServiceProvider(),
            Options.Create(new AdoNetClusteringClientOptions { Invariant = Invariant, ConnectionString = Database }),
            Options.Create(new GatewayOptions()),
            Options.Create(new Orleans.Configuration.ClusterOptions { ClusterId = cluster }));
        await gateways.InitializeGatewayListProvider();
        return await gateways.GetGateways();
    }

    public async Task<IGrainStorage> StorageAsync(bool isDeletedOnClear = false, string service = "line")
    {
        var options = new AdoNetGrainStorageOptions
        {
            Invariant = Invariant,
            ConnectionString = Database,
            GrainStorageSerializer = new JsonState(),
            DeleteStateOnClear = isDeletedOnClear,
        };
        var storage = new AdoNetGrainStorage(
            new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<IActivatorProvider>(),
            NullLogger<AdoNetGrainStorage>.Instance, Options.Create(options),
            Options.Create(new Orleans.Configuration.ClusterOptions { ServiceId = service }), "grid");
        var lifecycle = new SiloLifecycleSubject(NullLogger<SiloLifecycleSubject>.Instance);
        storage.Participate(lifecycle);
        await lifecycle.OnStart();
        return storage;
    }

    public async Task RunAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private sealed class JsonState : IGrainStorageSerializer
    {
        public BinaryData Serialize<T>(T? input) => BinaryData.FromObjectAsJson(input);

        public T Deserialize<T>(BinaryData input) => input.ToObjectFromJson<T>()!;
    }
}
