using Microsoft.Extensions.Logging;
using Orleans.Dashboard;
using OrleansTwin.Api;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Metrics;
using OrleansTwin.Api.Security;
using OrleansTwin.Diagnostics;
using OrleansTwin.Grains.Gateway;
using OrleansTwin.Grains.Hosting;
using OrleansTwin.Grains.Interfaces;
using OrleansTwin.Runtime.Commands;
using OrleansTwin.Runtime.Logging;
using OrleansTwin.Runtime.Otlp;

namespace OrleansTwin.Silo.Hosting;

/// <summary>Puts one process of a grid together by its roles, and runs it until a signal.</summary>
internal static class GridRun
{
    /// <summary>How long open requests and the handing over of shards may delay the end.</summary>
    private static readonly TimeSpan FarewellMax = TimeSpan.FromSeconds(45);

    public static async Task<int> RunAsync(SiloSettings settings, CancellationToken cancellation)
    {
        var roles = Roles(settings.Roles);
        ApiOptionsCheck.Demand(settings.Api);
        settings.Cluster.Validate();
        using var place = GridPlace.Of(settings, roles);
        settings = place.Settings;
        settings.Grid.Validate();
        if (settings.Grid.Store is not null)
            ClusterTables.Prepare(settings.Grid);
        var limiter = new LogLimiter(settings.Log.Validate(), TimeProvider.System);
        await using var app = Build(settings, roles, place, limiter);
        await app.StartAsync(cancellation);
        if (roles == GridRoles.Gateway)
        {
            var member = new GridMember(null, settings.Grid.Shards, [], [.. settings.Grid.Reports]);
            await JoinAsync(app.Services, member, cancellation);
        }

        using var export = OtlpExport.Start(
            settings.Otlp, app.Services.GetRequiredService<ApiMetrics>().Read, TimeProvider.System);
        Console.WriteLine($"{string.Join(", ", Words(roles))} of grid {settings.Cluster.Id} at {app.Urls.First()}");
        await app.WaitForShutdownAsync(cancellation);
        Console.WriteLine("Stopped.");
        return ExitCode.Ok;
    }

    private static WebApplication Build(SiloSettings settings, GridRoles roles, GridPlace place, LogLimiter limiter)
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { Args = ["--hostBuilder:reloadConfigOnChange=false"] });
        Logs.Configure(builder.Logging, settings.Log, limiter);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = FarewellMax);
        builder.Services.AddSingleton<IMetricSource>(limiter);
        if (roles == GridRoles.Gateway)
        {
            builder.Host.UseOrleansClient(
                client => client.UseCluster(settings).AddDashboard().Services.AddGridClient(settings.Grid));
        }
        else
        {
            builder.Host.UseOrleans(silo => silo
                .UseCluster(settings)
                .AddDashboard()
                .AddGrid(settings.Grid, roles)
                .AddStartupTask((services, cancellation) => JoinAsync(
                    services,
                    new GridMember(
                        place.PlantText,
                        settings.Grid.Shards,
                        roles.HasFlag(GridRoles.Ingest) ? [.. settings.Grid.Feeds.Keys] : [],
                        [.. settings.Grid.Reports]),
                    cancellation)));
        }

        builder.Services.AddGridGateway();
        builder.Services.AddOrleansTwinApi(settings.Api);
        var app = builder.Build();
        if (!roles.HasFlag(GridRoles.Gateway))
            return app.MapOrleansTwinHealth();
        app.MapOrleansTwinApi();
        app.MapOrleansDashboard("/orleans").RequiresPasswordOf(ApiRole.Admin);
        return app;
    }

    private static Task JoinAsync(IServiceProvider services, GridMember member, CancellationToken cancellation) =>
        GridJoin.JoinAsync(
            services.GetRequiredService<IGrainFactory>(),
            member,
            services.GetRequiredService<ILoggerFactory>().CreateLogger("OrleansTwin"),
            cancellation);

    private static GridRoles Roles(IReadOnlyList<string> words)
    {
        var roles = GridRoles.None;
        foreach (var word in words)
        {
            roles |= Enum.TryParse<GridRoles>(word, ignoreCase: true, out var role) && Words(GridRoles.All).Contains(word)
                ? role
                : throw new FormatException($"Role '{word}'. Expected: {string.Join(", ", Words(GridRoles.All))}.");
        }

        return roles == GridRoles.None ? GridRoles.All : roles;
    }

    private static IEnumerable<string> Words(GridRoles roles) =>
        new[] { GridRoles.Silo, GridRoles.Ingest, GridRoles.Gateway }
            .Where(role => roles.HasFlag(role)).Select(role => role.ToString().ToLowerInvariant());
}
