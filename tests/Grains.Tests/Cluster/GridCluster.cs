using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime.Hosting;
using Orleans.TestingHost;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Grains.Gateway;
using OrleansTwin.Grains.Hosting;
using OrleansTwin.Grains.Interfaces;
using OrleansTwin.Grains.Plants;
using OrleansTwin.Grains.Shards;
using OrleansTwin.Runtime.Engine;

namespace OrleansTwin.Grains.Tests.Cluster;

/// <summary>Silos in this process with a gateway that is a client of theirs, over stores in a directory of their own.</summary>
internal sealed class GridCluster : IAsyncDisposable
{
    private readonly string _directory;

    private GridCluster(InProcessTestCluster cluster, string directory) => (Silos, _directory) = (cluster, directory);

    public InProcessTestCluster Silos { get; }

    public IGrainFactory Grains => Silos.Client;

    /// <summary>The gateway's host.</summary>
    public ITwinHost Twins => Silos.Client.ServiceProvider.GetRequiredService<ITwinHost>();

    public static string DemoText => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Plants", "demo.yaml"));

    /// <summary>Started, and joined with a plant.</summary>
    public static async Task<GridCluster> StartAsync(int silos, string plantText, GridOptions? options = null)
    {
        var grid = await StartEmptyAsync(silos, options);
        await grid.JoinAsync(plantText);
        return grid;
    }

    /// <summary>Started over what is in a directory, by a clock of its own.</summary>
    public static Task<GridCluster> StartEmptyAsync(int silos, GridOptions? options = null) =>
        StartOverAsync(Directory.CreateTempSubdirectory("orleans-twin-grid-").FullName, silos, options);

    public static async Task<GridCluster> StartOverAsync(
        string directory, int silos, GridOptions? options = null, TimeProvider? time = null)
    {
        var clock = new GridClock(time ?? TimeProvider.System);
        options = (options ?? new GridOptions { Shards = 4 }) with
        {
            Data = directory,
            WatchPeriod = TimeSpan.FromMilliseconds(200),
        };
        var storage = new SharedStorage();
        var builder = new InProcessTestClusterBuilder((short)silos);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddGrainStorage(GridState.Storage, (_, _) => storage);
            silo.Services.AddSingleton(clock);
            silo.AddGrid(options, GridRoles.Silo | GridRoles.Ingest);
            silo.Services.AddGridGateway();
        });
        builder.ConfigureClient(client => client.Services.AddSingleton(clock).AddGridClient(options).AddGridGateway());
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new GridCluster(cluster, directory) { Options = options };
    }

    public required GridOptions Options { get; init; }

    /// <summary>Joins as a process does; null: with the plant that the grid has.</summary>
    public async Task JoinAsync(string? plantText)
    {
        await Grains.GetGrain<IPlantGrain>(0).JoinAsync(Member(plantText));
        await Silos.Client.ServiceProvider.GetRequiredService<GridPlants>().ReadAsync(default);
    }

    /// <summary>Ends the processes and leaves what they have stored.</summary>
    public ValueTask StopAsync() => Silos.DisposeAsync();

    public GridMember Member(string? plantText) => new(
        plantText, Options.Shards, [.. Options.Feeds.Keys], [.. Options.Reports]);

    /// <summary>What runs in a shard, wherever that is.</summary>
    public async Task<TwinEngine> EngineOfAsync(int shard)
    {
        var grain = Grains.GetGrain<IShardGrain>(shard);
        await grain.StayAwakeAsync(plantVersion: 0);
        Assert.True(Silos.TryGetGrainContext(grain.GetGrainId(), out var activation));
        return Assert.IsType<ShardGrain>(activation.GrainInstance).Host!.Engine;
    }

    /// <summary>Posts samples as a client of the gateway does.</summary>
    public async Task<TelemetryReceipt> PostAsync(string json, string? key = null) => await Twins.SubmitTelemetryAsync(
        new TelemetrySubmission(Encoding.UTF8.GetBytes(json), "application/json", null, key, DateTimeOffset.UtcNow),
        CancellationToken.None);

    /// <summary>Asks a question again and again until its answer is as expected, or a test's patience ends.</summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> ask, Func<T, bool> isExpected, string what)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var last = "nothing";
        while (!patience.IsCancellationRequested)
        {
            try
            {
                var answer = await ask();
                if (isExpected(answer))
                    return answer;
                last = answer?.ToString() ?? "null";
            }
            catch (HostFaultException away) when (away.Fault == HostFault.Unavailable)
            {
                last = away.Message;
            }

            await Task.Yield();
        }

        throw new TimeoutException($"Did not come: {what}. Last: {last}");
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
