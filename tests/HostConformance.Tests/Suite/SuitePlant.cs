using OrleansTwin.PlantFiles;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.HostConformance.Tests.Suite;

/// <summary>
/// Two sites in two regions, four areas, six lines with flow, most of them judged by their constraint, and machines that stand
/// beside the lines of an area and of a site.
/// </summary>
internal static class SuitePlant
{
    public const string Text =
        """
        plantFile: 1
        products:
          lid: Lid
          box: {name: Box, plannedScrap: 0.02}
        calendars:
          berlin:
            timeZone: Europe/Berlin
            shifts:
              late: {days: daily, start: "14:00", end: "23:30", breaks: {dinner: {start: "22:15", end: "22:30"}}}
              night: {days: daily, start: "23:30", end: "06:00"}
          paris:
            timeZone: Europe/Paris
            shifts:
              late: {days: daily, start: "15:00", end: "23:00"}
              night: {days: daily, start: "23:00", end: "07:00", breaks: {meal: {start: "00:30", end: "00:45"}}}
        emissionFactors:
          - {carrier: electricity, region: FRA, year: 2025, kgCo2ePerKwh: 0.04418, version: a, source: suite}
          - {carrier: electricity, region: FRA, year: 2026, kgCo2ePerKwh: 0.041, version: b, source: suite}
          - {carrier: electricity, region: FRA, year: [2025, 2026], kgCo2ePerKwh: 0.012, method: marketBased, version: c,
            source: suite}
          - {carrier: electricity, region: DEU, year: [2025, 2026], kgCo2ePerKwh: 0.371, version: d, source: suite}
        machineTypes:
          station:
            sensorDefaults: {stale: 30s}
            sensors:
              state: {kind: text, simulation: {shape: state}}
              product: {kind: text, simulation: {shape: product}}
              order: {kind: text, simulation: {shape: order}}
              good: {unit: pcs, simulation: {shape: goodCount}}
              scrap: {unit: pcs, simulation: {shape: scrapCount}}
              power: {unit: kW, sampling: 2s, simulation: {shape: power}}
              temperature:
                unit: degC
                sampling: 10s
                limits: {high: 42, highHigh: 47, hysteresis: 1}
                simulation: {shape: thermal, mean: 22, amplitude: 26, period: 9m, noise: 0.2}
            states:
              sensor: state
              map: {AUTO: Execute, WAITING: Suspended, STOPPED: Held, CHANGEOVER: setup, "OFF": Stopped}
            quantities:
              good: {role: good, cycle: true}
              scrap: {role: scrap, cycle: true}
            meters:
              power: {carrier: electricity, gap: 20s}
            context: {productSensor: product, orderSensor: order}
            idealCycle: {lid: 18s, box: 23s}
            microStop: 2m
            simulation:
              cycleCv: 0.05
              breakdownEvery: 50m
              breakdown: 7m
              minorStopEvery: 9m
              minorStop: 35s
              setup: 4m
              scrapRatio: 0.03
              powerKw: {producing: 9.3, idle: 2.1, down: 0.8, offShift: 0.2}
        enterprise:
          acme:
            name: Acme
            oeeRule: constraint
            sites:
              lyon:
                region: FRA
                calendar: paris
                machines:
                  compressor:
                    type: station
                    maintenance: {valve: {duration: 1h}}
                    lifeModel: {model: compressor, cycle: 1m, columns: {heat: temperature, load: power}}
                areas:
                  body:
                    oeeRule: constraint
                    lines:
        {LINE press constraint: m-2}
        {LINE mill constraint: m-1}
        {LINE wrap}
                    machines:
                      oven:
                        type: station
                        sensors:
                          temperature:
                            wear:
                              {form: exponential, offset: 20, limit: 90, start: 5, startLogDeviation: 0.5, rate: 1,
                               rateDeviation: 0.5, logNoise: 0.1, every: 1m}
                        maintenance:
                          lining: {duration: 4h, cost: 300, failureCost: 9000, failureStop: 2d}
                  paint:
                    lines:
        {LINE frame constraint: m-3}
              ulm:
                region: DEU
                calendar: berlin
                areas:
                  chassis:
                    suppliedBy: packing/boxes/m-1
                    lines:
        {LINE axle constraint: m-2}
                  packing:
                    oeeRule: constraint
                    lines:
        {LINE boxes constraint: m-2}
        """;

    private const string LineText =
        """
                      NAME:
                        oeeRule: RULE
                        CONSTRAINT
                        flow:
                          - {from: m-1, to: m-2, buffer: 6, level: 2}
                          - {from: m-2, to: m-3, buffer: 4}
                        simulatedOrders: [{product: lid, quantity: 60}, {product: box, quantity: 45}]
                        machines:
                          m-1: {type: station}
                          m-2: {type: station, idealCycle: {lid: 20s, box: 25s}}
                          m-3: {type: station}
        """;

    /// <summary>The plant of the day's beginning.</summary>
    public static string Before { get; } = WithLines(Text);

    /// <summary>
    /// A line and a machine beside the lines have left, a line has come, and one is judged by another machine. Of four shards one
    /// has no machine any more, but the past of the line that left, and of all that stands above it.
    /// </summary>
    public static string After { get; } = WithLines(Changed(
        ("{LINE frame constraint: m-3}", "{LINE cure constraint: m-1}"),
        ("{LINE axle constraint: m-2}", "{LINE axle constraint: m-3}"),
        ("compressor:", "pump:")));

    public static Plant Parse(string text) => PlantFile.Parse(text, "suite.yaml") is { Plant: { } plant }
        ? plant
        : throw new InvalidOperationException(
            $"The suite's plant has errors: {string.Join("; ", PlantFile.Parse(text, "suite.yaml").Errors)}");

    private static string Changed(params (string Before, string After)[] changes) => changes.Aggregate(
        Text, (text, change) => text.Split(change.Before) is [var head, var tail]
            ? head + change.After + tail
            : throw new InvalidOperationException($"The suite's plant should have '{change.Before}' once."));

    private static string WithLines(string text) => string.Join(
        '\n', text.Split('\n').Select(line => line.StartsWith("{LINE ", StringComparison.Ordinal) ? LineOf(line[6..^1]) : line));

    private static string LineOf(string description)
    {
        var constraint = description.IndexOf(' ', StringComparison.Ordinal) is > 0 and var end ? description[(end + 1)..] : "";
        return LineText
            .Replace("NAME", description.Split(' ')[0], StringComparison.Ordinal)
            .Replace("RULE", constraint.Length > 0 ? "constraint" : "sum", StringComparison.Ordinal)
            .Replace("                CONSTRAINT\n", constraint.Length > 0 ? $"                {constraint}\n" : "",
                StringComparison.Ordinal);
    }
}
