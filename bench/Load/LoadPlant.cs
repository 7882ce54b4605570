using System.Text;

namespace OrleansTwin.Bench.Load;

/// <summary>
/// A plant of many alike machines with 25 sensors each, of the kinds that machines have: a state, a count, a power and 22
/// measured values. Its telemetry is one JSON value per message and topic.
/// </summary>
internal sealed record LoadPlant(int Lines, int MachinesPerLine)
{
    public const int SensorsPerMachine = 25;
    public const string Root = "load";

    public int Machines => Lines * MachinesPerLine;

    public int Sensors => Machines * SensorsPerMachine;

    /// <summary>The plant file.</summary>
    public string Text()
    {
        var text = new StringBuilder(
            """
            plantFile: 1
            machineTypes:
              station:
                sensorDefaults: {tag: "{path}", stale: 30s}
                sensors:
                  state: {kind: text}
                  good: {unit: pcs}
                  power: {unit: kW}
            """);
        text.AppendLine();
        for (var value = 3; value < SensorsPerMachine; value++)
            text.AppendLine($"      v{value}: {{unit: degC, limits: {{high: 90, highHigh: 95, hysteresis: 1}}}}");
        text.AppendLine(
            """
                states: {sensor: state, map: {AUTO: Execute, STOPPED: Held}}
                quantities: {good: {role: good, cycle: true}}
                meters: {power: {carrier: electricity}}
            site:
              load:
                name: Load
                lines:
            """);
        for (var line = 0; line < Lines; line++)
        {
            text.AppendLine($"      l{line}:");
            text.AppendLine("        machines:");
            for (var machine = 0; machine < MachinesPerLine; machine++)
                text.AppendLine($"          m{machine}: {{type: station}}");
        }

        text.AppendLine($"telemetry: {{subscribe: [\"{Root}/#\"]}}");
        return text.ToString();
    }

    /// <summary>Topic of a sensor, by its place in the plant.</summary>
    public string Topic(int sensor)
    {
        var (machine, place) = Math.DivRem(sensor, SensorsPerMachine);
        var (line, station) = Math.DivRem(machine, MachinesPerLine);
        return $"{Root}/l{line}/m{station}/{NameOf(place)}";
    }

    /// <summary>The value that a sensor has at its n-th sample, as JSON.</summary>
    public static string Value(int sensor, long n) => (sensor % SensorsPerMachine) switch
    {
        0 => "\"AUTO\"",
        1 => $"{n / 10}",
        2 => $"{5 + ((n + sensor) % 40 / 10)}.{(n + sensor) % 10}",
        _ => $"{20 + ((n + sensor) % 300 / 10)}.{(n + sensor) % 10}",
    };

    private static string NameOf(int place) => place switch
    {
        0 => "state",
        1 => "good",
        2 => "power",
        _ => $"v{place}",
    };
}
