using System.Security.Cryptography;
using System.Text;
using OrleansTwin.Ingest.Mqtt;
using OrleansTwin.Ingest.Simulator;
using OrleansTwin.Ingest.Sources;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Simulation;

namespace OrleansTwin.Edge.Commands;

/// <summary>The sources that a plant is fed from, as the settings want it.</summary>
internal static class RunSources
{
    /// <summary>How long a simulated plant has been running when it is first looked at, so that there are KPIs to see.</summary>
    public static readonly TimeSpan SimulatedPast = TimeSpan.FromMinutes(30);

    /// <param name="settings">What was asked for.</param>
    /// <param name="plant">The plant to feed.</param>
    /// <param name="data">Where its data lies; names the session at the brokers.</param>
    /// <param name="startTicks">When the simulator begins, if it plays.</param>
    /// <param name="isSimulated">Whether it plays.</param>
    /// <exception cref="FormatException">A broker's URL is wrong.</exception>
    /// <exception cref="CommandException">The plant can't be simulated, or has nothing to subscribe to.</exception>
    public static List<ISource> Make(EdgeSettings settings, Plant plant, DataDirectory data, long startTicks, bool isSimulated)
    {
        var sources = new List<ISource>();
        for (var i = 0; i < settings.Mqtt.Count; i++)
            sources.Add(Broker(settings.Mqtt[i], i, plant, data, settings.Mqtt));
        if (isSimulated)
            sources.Add(new SimulatorSource(Emitter(plant, startTicks, settings.Seed)));
        return sources;
    }

    /// <exception cref="CommandException">The plant says nothing about how it is simulated.</exception>
    public static TelemetryEmitter Emitter(Plant plant, long startTicks, int seed)
    {
        var emitter = new TelemetryEmitter(Simulation(plant, startTicks, seed));
        return emitter.Sensors.Count > 0 ? emitter : throw new CommandException(
            ExitCode.BadInput,
            "The plant can't be simulated: none of its sensors has a 'simulation' section. "
            + "Add some (docs/plant-file.md), or run it from a broker.");
    }

    /// <exception cref="CommandException">The plant can't be simulated; says why.</exception>
    public static PlantSimulation Simulation(Plant plant, long startTicks, int seed)
    {
        try
        {
            return new PlantSimulation(plant, startTicks, seed);
        }
        catch (InvalidOperationException impossible)
        {
            throw new CommandException(ExitCode.BadInput, $"The plant can't be simulated: {impossible.Message}", impossible);
        }
    }

    private static MqttSource Broker(string url, int number, Plant plant, DataDirectory data, IReadOnlyList<string> all)
    {
        var filters = MqttFilters.Of(plant);
        if (filters.Count == 0)
        {
            throw new CommandException(
                ExitCode.BadInput,
                "The plant has no tags to subscribe to. Give its sensors tags, or list topics under telemetry.subscribe.");
        }

        var options = MqttSourceOptions.FromUrl(url, ClientId(data.Place, number), filters);
        if (data.IsTemporary)
            options = options with { Client = options.Client with { CleanStart = true } };
        var (host, port) = (options.Client.Host, options.Client.Port);
        var isAlone = all.Select(MqttOptions.Parse).Count(other => other.Host == host && other.Port == port) == 1;
        return new MqttSource(isAlone ? options : options with { Name = $"mqtt:{host}:{port}#{number + 1}" });
    }

    // The same data directory or database comes back to its session at the broker; another one has its own. At most 23
    // characters, which every broker takes.
    private static string ClientId(string place, int number)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Environment.MachineName}:{place}")));
        return $"orleanstwin-{digest[..8]}-{number + 1}";
    }
}
