using OrleansTwin.Ingest.Sources;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Edge.Commands;

/// <summary>What a user reads when the plant runs: what it is, where to look, what to try next.</summary>
internal static class Banner
{
    public static void Print(PlantDocument document, string data, string url, IReadOnlyList<ISource> sources)
    {
        var plant = document.Plant;
        var machines = plant.Machines.ToList();
        var lines = plant.Assets.Count(asset => asset.Kind == AssetKind.Line);
        var first = machines[0].Id;
        Console.WriteLine($"""

            OrleansTwin Edge runs {plant.Root.Name}: {lines} lines, {machines.Count} machines, {machines.Sum(machine => machine.Sensors.Count)} sensors
              plant    {document.Name}
              data     {data}
              sources  {(sources.Count == 0 ? "HTTP only" : string.Join(", ", sources.Select(source => source.Name)) + " and HTTP")}

            Look at
              {url}/                    status page: asset tree with live OEE, state and power
              {url}/openapi/v1.json     the whole API

            Try
              curl '{url}/api/v1/kpis/{first}?window=shift'
              curl '{url}/api/v1/timeline/{first}?window=shift'
              curl -N '{url}/api/v1/live?ids={first}'

            Ctrl+C stops it; everything acknowledged is kept.

            """);
    }
}
