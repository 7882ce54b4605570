using System.CommandLine;
using System.CommandLine.Invocation;
using OrleansTwin.Grains.Hosting;
using OrleansTwin.Runtime.Commands;
using OrleansTwin.Silo.Hosting;

namespace OrleansTwin.Silo.Commands;

/// <summary>The command line: there is one command, a process of the grid.</summary>
internal static class SiloCommandLine
{
    /// <summary>How long a process may take to hand its shards over when a signal asks it to end.</summary>
    public static readonly TimeSpan EndMax = TimeSpan.FromSeconds(60);

    private static readonly Option<string[]> RoleOption = new("--role", "-r")
    {
        Description = "What the process does: silo (runs twins), ingest (takes telemetry in), gateway (serves the API). "
            + "Repeatable [default: all three].",
        HelpName = "ROLE",
    };

    private static readonly Option<string?> PlantOption = new("--plant", "-p")
    {
        Description = "Plant file (YAML) of the whole grid. Without it: the plant that the grid has; in memory the demo plant.",
        HelpName = "FILE",
    };

    private static readonly Option<string?> StoreOption = new("--store")
    {
        Description = "PostgreSQL database of the grid: \"Host=db;Database=twin;Username=twin;Password=…\" "
            + "(docs/operations.md). Without it: one process by itself, its data deleted at the end.",
        HelpName = "CONNECTION",
    };

    private static readonly Option<string[]> MqttOption = new("--mqtt", "-m")
    {
        Description = "Broker that feed 'main' takes telemetry from: mqtt://user:password@host:1883. Repeatable.",
        HelpName = "URL",
    };

    private static readonly Option<bool> SimulateOption = new("--simulate")
    {
        Description = "Feed the plant from the simulator (the demo plant is, unless --mqtt is given).",
    };

    private static readonly Option<int?> ShardsOption = new("--shards")
    {
        Description = "Number of shards, fixed when the grid is made [default: 8].",
        HelpName = "NUMBER",
    };

    private static readonly Option<int?> SiloPortOption = new("--silo-port")
    {
        Description = "Port for the other silos [default: 11111].",
        HelpName = "PORT",
    };

    private static readonly Option<int?> GatewayPortOption = new("--gateway-port")
    {
        Description = "Port for gateways that run alone [default: 30000].",
        HelpName = "PORT",
    };

    private static readonly Option<string?> AddressOption = new("--address")
    {
        Description = "IP address at which the other processes reach this one [default: the host's].",
        HelpName = "IP",
    };

    private static readonly Option<string?> ListenOption = new("--listen", "-l")
    {
        Description = "Address of the API, or of health and metrics where it is not served [default: http://127.0.0.1:8080].",
        HelpName = "URL",
    };

    private static readonly Option<string?> ConfigOption = new("--config", "-c")
    {
        Description = "Settings (JSON). Environment variables ORLEANSTWIN_… and options here take precedence.",
        HelpName = "FILE",
    };

    public static Task<int> RunAsync(string[] args) => Failures.TellAsync(async () =>
    {
        var parsed = Create().Parse(args);
        if (parsed.Action is ParseErrorAction wrong)
            wrong.ShowHelp = false;
        var settings = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = EndMax };
        var exitCode = await parsed.InvokeAsync(settings);
        return parsed.Errors.Count > 0 ? ExitCode.BadInput : exitCode;
    });

    internal static RootCommand Create()
    {
        var root = new RootCommand(
            "OrleansTwin grid: one process of a cluster of digital twins. By itself it runs a demo plant in memory.")
        {
            RoleOption, PlantOption, StoreOption, MqttOption, SimulateOption, ShardsOption, SiloPortOption, GatewayPortOption,
            AddressOption, ListenOption, ConfigOption,
        };
        root.SetAction((arguments, cancellation) => GridRun.RunAsync(
            Overlay(arguments, SettingsReader.Read<SiloSettings>(arguments.GetValue(ConfigOption))), cancellation));
        return root;
    }

    private static SiloSettings Overlay(ParseResult arguments, SiloSettings settings) => settings with
    {
        Roles = arguments.GetValue(RoleOption) is { Length: > 0 } roles ? roles : settings.Roles,
        Plant = arguments.GetValue(PlantOption) ?? settings.Plant,
        Grid = settings.Grid with
        {
            Store = arguments.GetValue(StoreOption) ?? settings.Grid.Store,
            Shards = arguments.GetValue(ShardsOption) ?? settings.Grid.Shards,
            Feeds = Overlay(arguments, settings.Grid.Feeds),
        },
        Cluster = settings.Cluster with
        {
            SiloPort = arguments.GetValue(SiloPortOption) ?? settings.Cluster.SiloPort,
            GatewayPort = arguments.GetValue(GatewayPortOption) ?? settings.Cluster.GatewayPort,
            Address = arguments.GetValue(AddressOption) ?? settings.Cluster.Address,
        },
        Api = settings.Api with { ListenUrl = arguments.GetValue(ListenOption) ?? settings.Api.ListenUrl },
    };

    /// <summary>Brokers and simulator of the command line belong to feed 'main'.</summary>
    private static Dictionary<string, FeedSettings> Overlay(
        ParseResult arguments, IReadOnlyDictionary<string, FeedSettings> feeds)
    {
        var (urls, isSimulated) = (arguments.GetValue(MqttOption) ?? [], arguments.GetValue(SimulateOption));
        var all = new Dictionary<string, FeedSettings>(feeds, StringComparer.Ordinal);
        if (urls.Length == 0 && !isSimulated)
            return all;
        var main = all.GetValueOrDefault(FeedSettings.Main) ?? new FeedSettings();
        all[FeedSettings.Main] = main with
        {
            Mqtt = urls.Length > 0 ? urls : main.Mqtt,
            Simulate = isSimulated || main.Simulate,
        };
        return all;
    }
}
