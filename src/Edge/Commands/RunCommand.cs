using System.CommandLine;
using Microsoft.Extensions.Logging;
using OrleansTwin.Api;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Edge.Hosting;
using OrleansTwin.Ingest.Simulator;
using OrleansTwin.Ingest.Sources;
using OrleansTwin.Store;
using OrleansTwin.Store.Sqlite;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Simulation;

namespace OrleansTwin.Edge.Commands;

/// <summary><c>run</c>: a plant in one process, from its sources to the API, until stopped.</summary>
internal static class RunCommand
{
    private static readonly Option<FileInfo?> PlantOption = new("--plant", "-p")
    {
        Description = "Plant file (YAML). Without it the demo plant runs.",
    };

    private static readonly Option<string?> DataOption = new("--data", "-d")
    {
        Description = "Data directory; default ./data for a plant of your own, a temporary one for the demo.",
    };

    private static readonly Option<bool> SimulateOption = new("--simulate")
    {
        Description = "Feed the plant from the built-in simulator (the demo always is).",
    };

    private static readonly Option<int> SeedOption = new("--seed")
    {
        Description = "Seed of the simulator: the same seed plays the same day.",
        DefaultValueFactory = _ => 7,
    };

    private static readonly Option<string?> ListenOption = new("--listen")
    {
        Description = "Address of the API; default http://127.0.0.1:8080. Any address but loopback demands API keys (docs/api.md).",
    };

    public static Command Create()
    {
        var command = new Command("run", "Run a plant until stopped (the default).")
        {
            PlantOption, DataOption, SimulateOption, SeedOption, ListenOption,
        };
        command.SetAction(InvokeAsync);
        return command;
    }

    public static async Task<int> InvokeAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var file = arguments.GetValue(PlantOption);
        if (PlantDocuments.Load(file?.FullName) is not { } document)
            return 1;
        var isSimulated = file is null || arguments.GetValue(SimulateOption);
        using var data = DataDirectory.Open(arguments.GetValue(DataOption), isTemporary: file is null);
        var sources = new List<ISource>();
        if (isSimulated)
            sources.Add(Simulator(document.Plant, arguments.GetValue(SeedOption)));
        var builder = WebApplication.CreateSlimBuilder();
        Logs.Configure(builder.Logging);
        builder.Configuration.AddEnvironmentVariables("ORLEANSTWIN_");
        var options = builder.Configuration.GetSection("Api").Get<ApiOptions>() ?? new ApiOptions();
        if (arguments.GetValue(ListenOption) is { } listen)
            options = options with { ListenUrl = listen };
        var store = await SqliteTwinStore.OpenAsync(data.Path);
        using var logs = LoggerFactory.Create(Logs.Configure);
        await using var host = await EdgeHost.OpenAsync(
            new EdgeOptions(), document.Text, document.Plant, store, sources, TimeProvider.System, logs.CreateLogger("OrleansTwin"), cancellation);
        builder.Services.AddSingleton<ITwinHost>(host.Twins);
        builder.Services.AddOrleansTwinApi(options);
        var app = builder.Build();
        app.MapOrleansTwinApi();
        host.Start();
        await app.StartAsync(cancellation);
        Banner.Print(document, data.Path, options.ListenUrl, sources);
        await app.WaitForShutdownAsync(cancellation);
        return 0;
    }

    private static SimulatorSource Simulator(Plant plant, int seed) =>
        new(new TelemetryEmitter(new PlantSimulation(plant, TimeProvider.System.GetUtcNow().UtcTicks, seed)));
}
