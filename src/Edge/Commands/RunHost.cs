using Microsoft.Extensions.Logging;
using OrleansTwin.Api;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Metrics;
using OrleansTwin.Diagnostics;
using OrleansTwin.Ingest.Simulator;
using OrleansTwin.Ingest.Sources;
using OrleansTwin.Runtime.Commands;
using OrleansTwin.Runtime.Forwarding;
using OrleansTwin.Runtime.Hosting;
using OrleansTwin.Runtime.Links;
using OrleansTwin.Runtime.Logging;
using OrleansTwin.Runtime.Otlp;
using OrleansTwin.Store;

namespace OrleansTwin.Edge.Commands;

/// <summary>
/// Puts store, plant, sources and gateway together and runs them until a signal. Serves first: a past that is simulated is
/// played behind it.
/// </summary>
internal static class RunHost
{
    /// <summary>How long open requests (live streams above all) may delay the end.</summary>
    private static readonly TimeSpan FarewellMax = TimeSpan.FromSeconds(2);

    public static async Task<int> RunAsync(EdgeSettings settings, CancellationToken cancellation)
    {
        ApiOptionsCheck.Demand(settings.Api);
        settings.Edge.Validate();
        settings.Forward.Validate();
        settings.Storage.CheckJournalTakesBatch(settings.Ingest.TextLengthMax, settings.Ingest.BatchMessagesMax);
        var named = settings.Plant is { } file ? PlantDocuments.Load(file) : null;
        using var data = DataDirectory.Of(settings, isTemporary: named is null);
        var limiter = new LogLimiter(settings.Log.Validate(), TimeProvider.System);
        using var logs = LoggerFactory.Create(logging => Logs.Configure(logging, settings.Log, limiter));
        await using var store = await data.OpenStoreAsync(settings.StorageOfRun);
        var choice = await PlantChoice.MakeAsync(named, store, data.Place, cancellation);
        var isSimulated = settings.Simulate ?? (choice.IsDemo && settings.Mqtt.Count == 0);
        var plant = choice.Document.Plant;
        List<ISource> sources = [.. PlantSources.Brokers(
            settings.Mqtt, plant, $"{Environment.MachineName}:{data.Place}", data.IsTemporary)];
        if (isSimulated)
            sources.Add(new SimulatorSource(PlantSources.Emitter(plant, SimulationStart(store), settings.Seed)));
        await ServeAsync(settings, choice, data, store, sources, limiter, logs.CreateLogger("OrleansTwin"), cancellation);
        Console.WriteLine(data.IsTemporary ? "Stopped." : $"Stopped; everything received is kept in {data.Place}.");
        return ExitCode.Ok;
    }

    private static async Task ServeAsync(
        EdgeSettings settings, PlantChoice choice, DataDirectory data, ITwinStore store, List<ISource> sources,
        LogLimiter limiter, ILogger log, CancellationToken cancellation)
    {
        await using var host = await PlantHost.OpenAsync(
            settings.Edge, choice.Document.Text, choice.Document.Plant, store, sources, TimeProvider.System, log, cancellation,
            settings.Ingest, data.FreeBytes);
        if (settings.Forward.IsOn)
            host.Forward(await ForwarderAsync(settings, host, data, log, cancellation));
        await using var app = Gateway(settings, host.Twins, limiter);
        await StartAsync(app, cancellation);
        using var export = OtlpExport.Start(
            settings.Otlp, app.Services.GetRequiredService<ApiMetrics>().Read, TimeProvider.System);

        // What is read to take up a plant and its twins is as much as they are: it goes before telemetry comes.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        host.Start(new TimeOfRest().Use);
        Banner.Print(choice, data, app.Urls.First(), sources);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation, app.Lifetime.ApplicationStopping);
        var watching = new SourceWatch(sources, host.Ingest.Pipeline, log).RunAsync(ending.Token);
        await app.WaitForShutdownAsync(cancellation);
        await watching;
    }

    /// <summary>What waits for the grid gives way long before the disk is so full that nothing is taken in.</summary>
    private static async Task<IForwarder> ForwarderAsync(
        EdgeSettings settings, PlantHost host, DataDirectory data, ILogger log, CancellationToken cancellation)
    {
        var (options, link) = (settings.Forward, OutboundHttp.Handler(settings.Forward.CaFile));
        return options.What == ForwardContent.Reports
            ? await ReportForwarder.OpenAsync(options, host.Engine, host.Shard, link, TimeProvider.System, log, cancellation)
            : await Forwarder.OpenAsync(
                options, host.Engine.Runtime.Plant, host.Engine.Store, link,
                () => data.FreeBytes is { } free && free() < 2 * settings.Edge.DiskFreeBytesMin,
                TimeProvider.System, log, cancellation);
    }

    // What has started is stopped in order before the failure is told.
    private static async Task StartAsync(WebApplication app, CancellationToken cancellation)
    {
        try
        {
            await app.StartAsync(cancellation);
        }
        catch
        {
            await app.StopAsync(CancellationToken.None);
            throw;
        }
    }

    private static WebApplication Gateway(EdgeSettings settings, ITwinHost twins, LogLimiter limiter)
    {
        // Its files are not watched for changes: below the directory it is started in, that would be the data directory too.
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { Args = ["--hostBuilder:reloadConfigOnChange=false"] });
        Logs.Configure(builder.Logging, settings.Log, limiter);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = FarewellMax);
        builder.Services.AddSingleton(twins);
        builder.Services.AddSingleton<IMetricSource>(limiter);
        builder.Services.AddOrleansTwinApi(settings.Api);
        var app = builder.Build();
        app.MapOrleansTwinApi();
        return app;
    }

    // A plant that has a past keeps it: the simulator goes on from now.
    private static long SimulationStart(ITwinStore store)
    {
        var now = TimeProvider.System.GetUtcNow().UtcTicks;
        return store.ReadCounters().LastSequence == 0 ? now - PlantSources.SimulatedPast.Ticks : now;
    }
}
