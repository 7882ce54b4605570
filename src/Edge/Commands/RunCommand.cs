using System.CommandLine;
using OrleansTwin.Runtime.Commands;

namespace OrleansTwin.Edge.Commands;

/// <summary><c>run</c>: a plant in one process, from its sources to the API, until stopped.</summary>
internal static class RunCommand
{
    private static readonly Option<string?> PlantOption = new("--plant", "-p")
    {
        Description = "Plant file (YAML). Without it: the plant that the data directory has, or else the demo plant.",
        HelpName = "FILE",
    };

    private static readonly Option<string[]> MqttOption = new("--mqtt", "-m")
    {
        Description = "Broker to take telemetry from: mqtt://user:password@host:1883 or mqtts://host:8883?ca=FILE. Repeatable.",
        HelpName = "URL",
    };

    private static readonly Option<string?> DataOption = new("--data", "-d")
    {
        Description = "Data directory. Default: ./data for a plant of your own, a temporary one for the demo.",
        HelpName = "DIR",
    };

    private static readonly Option<string?> StoreOption = new("--store")
    {
        Description = "PostgreSQL database for everything that is kept, instead of the data directory: "
            + "\"Host=db;Database=plant;Username=twin;Password=…\" (docs/postgresql.md).",
        HelpName = "CONNECTION",
    };

    private static readonly Option<string?> ListenOption = new("--listen", "-l")
    {
        Description = "Address of the API [default: http://127.0.0.1:8080]. Any but loopback demands API keys (docs/api.md).",
        HelpName = "URL",
    };

    private static readonly Option<bool> SimulateOption = new("--simulate")
    {
        Description = "Feed the plant from the simulator, by its 'simulation' sections (the demo is, unless --mqtt is given).",
    };

    private static readonly Option<int?> SeedOption = new("--seed")
    {
        Description = "Seed of the simulator: the same seed plays the same day [default: 7].",
        HelpName = "NUMBER",
    };

    private static readonly Option<string?> ConfigOption = new("--config", "-c")
    {
        Description = "Settings (JSON). Environment variables ORLEANSTWIN_… and options here take precedence (docs/cli.md).",
        HelpName = "FILE",
    };

    public static Command Create()
    {
        var command = new Command("run", "Run a plant until stopped (the default command).")
        {
            PlantOption, MqttOption, DataOption, StoreOption, ListenOption, SimulateOption, SeedOption, ConfigOption,
        };
        command.SetAction(InvokeAsync);
        return command;
    }

    public static Task<int> InvokeAsync(ParseResult arguments, CancellationToken cancellation) =>
        RunHost.RunAsync(Overlay(arguments, SettingsReader.Read<EdgeSettings>(arguments.GetValue(ConfigOption))), cancellation);

    private static EdgeSettings Overlay(ParseResult arguments, EdgeSettings settings) => settings with
    {
        Plant = arguments.GetValue(PlantOption) ?? settings.Plant,
        Mqtt = arguments.GetValue(MqttOption) is { Length: > 0 } urls ? urls : settings.Mqtt,
        Data = arguments.GetValue(DataOption) ?? settings.Data,
        Store = arguments.GetValue(StoreOption) ?? settings.Store,
        Simulate = arguments.GetValue(SimulateOption) ? true : settings.Simulate,
        Seed = arguments.GetValue(SeedOption) ?? settings.Seed,
        Api = settings.Api with { ListenUrl = arguments.GetValue(ListenOption) ?? settings.Api.ListenUrl },
    };
}
