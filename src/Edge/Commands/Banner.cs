using OrleansTwin.Ingest.Sources;
using OrleansTwin.Runtime.Commands;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Edge.Commands;

/// <summary>What a user reads when the plant runs: what it is, where to look, what to try next.</summary>
internal static class Banner
{
    public static void Print(PlantChoice choice, DataDirectory data, string address, IReadOnlyList<ISource> sources)
    {
        var plant = choice.Document.Plant;
        var machines = plant.Machines.ToList();
        var url = Reachable(address);
        Console.WriteLine($"""

            OrleansTwin Edge runs {plant.Root.Name}: {Size(plant, machines)}
              plant    {choice.Document.Name}
                       {choice.Origin}
              data     {data.Place}{(data.IsTemporary ? " (deleted at the end)" : "")}
              sources  {string.Join(", ", sources.Select(source => source.Name).Append($"HTTP at {url}/api/v1/telemetry"))}

            Look at
              {url}/                  status page: OEE, state and power
              {url}/openapi/v1.json   the whole API
            {Try(url, machines)}
            Ctrl+C stops it; everything acknowledged is kept.

            """);
    }

    private static string Size(Plant plant, List<MachineAsset> machines)
    {
        var lines = plant.Assets.Count(asset => asset.Kind == AssetKind.Line);
        var sensors = machines.Sum(machine => machine.Sensors.Count);
        (int Count, string Noun)[] parts = [(lines, "line"), (machines.Count, "machine"), (sensors, "sensor")];
        return string.Join(", ", parts.Select(part => PlantDocuments.Count(part.Count, part.Noun)));
    }

    private static string Try(string url, List<MachineAsset> machines) => machines.Count == 0 ? "" : $"""

        Try
          curl '{url}/api/v1/kpis/{machines[0].Id}?window=shift'
          curl '{url}/api/v1/timeline/{machines[0].Id}?window=shift'
          curl -N '{url}/api/v1/live?ids={machines[0].Id}'

        """;

    // All addresses of this machine are no address to go to.
    private static string Reachable(string address) =>
        address.TrimEnd('/').Replace("://[::]", "://localhost", StringComparison.Ordinal)
            .Replace("://0.0.0.0", "://localhost", StringComparison.Ordinal);
}
