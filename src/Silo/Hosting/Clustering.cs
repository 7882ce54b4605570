using System.Net;
using Orleans.Configuration;
using OrleansTwin.Grains.Hosting;
using OrleansTwin.Grains.Plants;

namespace OrleansTwin.Silo.Hosting;

/// <summary>
/// How the processes of a grid find each other: through its database, or where there is none within one process.
/// </summary>
internal static class Clustering
{
    private const string Invariant = "Npgsql";

    public static ISiloBuilder UseCluster(this ISiloBuilder silo, SiloSettings settings)
    {
        var cluster = settings.Cluster;
        silo.Configure<Orleans.Configuration.ClusterOptions>(options => Name(options, cluster));
        silo.Configure<ClusterMembershipOptions>(options => Tune(options, cluster));
        silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = ResponseTimeout);
        if (settings.Grid.Store is null)
        {
            silo.UseLocalhostClustering(cluster.SiloPort, cluster.GatewayPort, null, cluster.Service, cluster.Id);
            return silo.AddMemoryGrainStorage(GridState.Storage);
        }

        var database = ClusterTables.ConnectionString(settings.Grid);
        silo.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (Invariant, database));
        silo.AddAdoNetGrainStorage(
            GridState.Storage, options => (options.Invariant, options.ConnectionString) = (Invariant, database));
        return cluster.Address is { } address
            ? silo.ConfigureEndpoints(IPAddress.Parse(address), cluster.SiloPort, cluster.GatewayPort)
            : silo.ConfigureEndpoints(cluster.SiloPort, cluster.GatewayPort);
    }

    public static IClientBuilder UseCluster(this IClientBuilder client, SiloSettings settings)
    {
        var cluster = settings.Cluster;
        client.Configure<Orleans.Configuration.ClusterOptions>(options => Name(options, cluster));
        client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = ResponseTimeout);
        client.UseConnectionRetryFilter(ConnectAgainAsync);
        client.Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = TimeSpan.FromSeconds(2));
        if (settings.Grid.Store is null)
            return client.UseLocalhostClustering(cluster.GatewayPort, cluster.Service, cluster.Id);
        var database = ClusterTables.ConnectionString(settings.Grid);
        return client.UseAdoNetClustering(
            options => (options.Invariant, options.ConnectionString) = (Invariant, database));
    }

    /// <summary>A gateway may be there before the silos: it waits for them.</summary>
    private static async Task<bool> ConnectAgainAsync(Exception failure, CancellationToken cancellation)
    {
        await Task.Delay(TimeSpan.FromSeconds(1), cancellation);
        return true;
    }

    private static TimeSpan ResponseTimeout => TimeSpan.FromSeconds(10);

    private static void Name(Orleans.Configuration.ClusterOptions options, ClusterOptions cluster) =>
        (options.ClusterId, options.ServiceId) = (cluster.Id, cluster.Service);

    /// <summary>A lost silo is told within about three seconds; the defaults take more than fifteen.</summary>
    private static void Tune(ClusterMembershipOptions options, ClusterOptions cluster)
    {
        options.ProbeTimeout = cluster.ProbeTimeout;
        options.NumMissedProbesLimit = 2;
        options.TableRefreshTimeout = TimeSpan.FromSeconds(5);
        options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
    }
}
