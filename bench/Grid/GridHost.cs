using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansTwin.Grains.Gateway;
using OrleansTwin.Grains.Hosting;
using OrleansTwin.Grains.Interfaces;
using OrleansTwin.Grains.Plants;

namespace OrleansTwin.Bench.Grid;

/// <summary>A silo in this process, by itself.</summary>
internal static class GridHost
{
    public static GridOptions Options(int shards) => new() { Shards = shards };

    public static IHost Build(GridOptions options, Action<ISiloBuilder>? more = null)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(PeerProcess.FreePort(), PeerProcess.FreePort())
                .AddMemoryGrainStorage(GridState.Storage)
                .AddGrid(options, GridRoles.Silo);
            more?.Invoke(silo);
        });
        builder.Services.AddGridGateway();
        return builder.Build();
    }

    /// <summary>Starts and joins; null: with the plant that the grid has.</summary>
    public static async Task<IGrainFactory> StartAsync(IHost host, string? plantText, CancellationToken cancellation)
    {
        await host.StartAsync(cancellation);
        var grains = host.Services.GetRequiredService<IGrainFactory>();
        var shards = host.Services.GetRequiredService<GridOptions>().Shards;
        await grains.GetGrain<IPlantGrain>(0).JoinAsync(new GridMember(plantText, shards, []));
        return grains;
    }
}
