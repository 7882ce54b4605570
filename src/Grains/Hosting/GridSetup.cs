using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;
using OrleansTwin.Grains.Feeds;
using OrleansTwin.Grains.Interfaces;
using OrleansTwin.Grains.Placement;
using OrleansTwin.Grains.Plants;
using OrleansTwin.Grains.Shards;
using OrleansTwin.Grains.Twins;
using OrleansTwin.Runtime.Shards;

namespace OrleansTwin.Grains.Hosting;

/// <summary>
/// The single place where a process is given its part in the grid. Clustering and storage are the host's to choose.
/// </summary>
internal static class GridSetup
{
    /// <summary>A shard that was away for long has much to take up; given up half-way, it would begin anew for ever.</summary>
    private static readonly TimeSpan OpeningMax = TimeSpan.FromMinutes(10);

    private static readonly Type[] OfSilo =
        [typeof(PlantGrain), typeof(ShardGrain), typeof(SensorGrain), typeof(MachineGrain), typeof(CompositeGrain)];

    private static readonly Type[] OfIngest = [typeof(FeedGrain)];

    /// <summary>A process that runs grains: those of its roles only.</summary>
    public static ISiloBuilder AddGrid(this ISiloBuilder silo, GridOptions options, GridRoles roles)
    {
        silo.AddDirectory();
        silo.Services.AddGridClient(options);
        silo.Services.AddSingleton(new GridProcess(roles));
        silo.Services.AddSingleton<GridStores>();
        silo.Services.AddSingleton<SeatWatch>();
        silo.Services.AddSingleton<SiloEnd>();
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(given => given.GetRequiredService<SiloEnd>());
        silo.Services.AddHostedService<GridWatch>();
        silo.Services.AddPlacementDirector<ShardPlacement, ShardPlacementDirector>();
        silo.Services.Configure<GrainCollectionOptions>(grains => grains.ActivationTimeout = OpeningMax);
        silo.Services.Configure<GrainTypeOptions>(types =>
        {
            if (!roles.HasFlag(GridRoles.Silo))
                types.Classes.ExceptWith(OfSilo);
            if (!roles.HasFlag(GridRoles.Ingest))
                types.Classes.ExceptWith(OfIngest);
        });
        return silo;
    }

    /// <summary>
    /// The directory that Orleans has by default forgets what was noted on a lost silo, and ends those grains wherever they run:
    /// shards of silos that were well were closed and opened again. This one asks the other silos for what they run. It need not
    /// keep the grains of a lost silo waiting (30 s by default) lest that silo is only cut off: the stores' locks keep two
    /// owners apart.
    /// </summary>
    private static void AddDirectory(this ISiloBuilder silo) => silo
        .AddDistributedGrainDirectory()
        .Configure<GrainDirectoryOptions>(directory => directory.RangeLeaseDuration = TimeSpan.Zero);

    /// <summary>What a process needs to ask the grid, with or without grains of its own.</summary>
    public static IServiceCollection AddGridClient(this IServiceCollection services, GridOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new GridClock(TimeProvider.System));
        services.AddSingleton(options);
        services.AddSingleton(new ShardMap(options.Shards, options.Reports));
        services.AddSingleton<GridPlants>();
        services.AddSingleton<GridModels>();
        services.AddSingleton<GridMetrics>();
        return services.AddGridMessages();
    }
}

/// <summary>What this process does for the grid.</summary>
internal sealed record GridProcess(GridRoles Roles);
