using System.Security.Cryptography;
using System.Text;
using OrleansTwin.Ingest.Mqtt;
using OrleansTwin.Ingest.Simulator;
using OrleansTwin.Ingest.Sources;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Simulation;

namespace OrleansTwin.Runtime.Commands;

/// <summary>The sources that a plant is fed from.</summary>
internal static class PlantSources
{
    /// <summary>How long a simulated plant has been running when it is first looked at, so that there are KPIs to see.</summary>
    public static readonly TimeSpan SimulatedPast = TimeSpan.FromMinutes(30);

    /// <summary>A source for each broker.</summary>
    /// <param name="brokers">URLs.</param>
    /// <param name="plant">The plant to feed.</param>
    /// <param name="place">
    /// Where what is received is kept. It names the sessions at the brokers: the same place comes back to its own, another one
    /// has others. A place that is a machine's own says which machine; one that another machine may take up does not.
    /// </param>
    /// <param name="isTemporary">The place is deleted at the end: its sessions begin clean.</param>
    /// <exception cref="FormatException">A broker's URL is wrong.</exception>
    /// <exception cref="CommandException">The plant has nothing to subscribe to.</exception>
    public static IEnumerable<ISource> Brokers(IReadOnlyList<string> brokers, Plant plant, string place, bool isTemporary) =>
        brokers.Select((url, number) => Broker(url, number, plant, place, isTemporary, brokers));

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

    private static MqttSource Broker(
        string url, int number, Plant plant, string place, bool isTemporary, IReadOnlyList<string> all)
    {
        var filters = MqttFilters.Of(plant);
        if (filters.Count == 0)
        {
            throw new CommandException(
                ExitCode.BadInput,
                "The plant has no tags to subscribe to. Give its sensors tags, or list topics under telemetry.subscribe.");
        }

        var options = MqttSourceOptions.FromUrl(url, ClientId(place, number), filters);
        if (isTemporary)
            options = options with { Client = options.Client with { CleanStart = true } };
        var (host, port) = (options.Client.Host, options.Client.Port);
        var isAlone = all.Select(MqttOptions.Parse).Count(other => other.Host == host && other.Port == port) == 1;
        return new MqttSource(isAlone ? options : options with { Name = $"mqtt:{host}:{port}#{number + 1}" });
    }

    // At most 23 characters, which every broker takes.
    internal static string ClientId(string place, int number)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(place)));
        return $"orleanstwin-{digest[..8]}-{number + 1}";
    }
}
