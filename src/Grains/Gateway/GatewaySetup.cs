using Microsoft.Extensions.DependencyInjection;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Grains.Feeds;
using OrleansTwin.Grains.Hosting;
using OrleansTwin.Grains.Plants;
using OrleansTwin.Grains.Shards;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Runtime.Shards;

namespace OrleansTwin.Grains.Gateway;

/// <summary>The gateway's host in front of the grid's shards.</summary>
internal static class GatewaySetup
{
    public static IServiceCollection AddGridGateway(this IServiceCollection services)
    {
        services.AddSingleton<GridSites>();
        services.AddSingleton<ISiteHost>(given => given.GetRequiredService<GridSites>());
        services.AddHostedService(given => given.GetRequiredService<GridSites>());
        services.AddSingleton<GridControl>();
        services.AddHostedService<PlantWatch>();
        return services.AddSingleton<ITwinHost>(given =>
        {
            var (map, grains) = (given.GetRequiredService<ShardMap>(), given.GetRequiredService<IGrainFactory>());
            var plants = given.GetRequiredService<GridPlants>();
            return new TwinHost(
                map,
                [
                    .. Enumerable.Range(0, map.Count).Select(shard => new GrainShard(grains, shard, plants)),
                    .. map.Reported.Select(siteId => new GrainSite(grains, siteId)),
                ],
                given.GetRequiredService<GridControl>(),
                given.GetRequiredService<GridClock>().Time);
        });
    }
}
