using System.Text;
using System.Text.Unicode;

namespace OrleansTwin.Bench.Load;

/// <summary>
/// A plant of many alike machines with 25 sensors each, of the kinds that machines have: a state, a count, a power and 22
/// measured values. Its telemetry is one JSON value per message and topic; or, as a machine's gateway sends it, one JSON object
/// of all the machine's values of one time.
/// </summary>
internal sealed record LoadPlant(int Lines, int MachinesPerLine, bool IsByMachine = false)
{
    public const int SensorsPerMachine = 25;
    public const string Root = "load";

    public int Machines => Lines * MachinesPerLine;

    public int Sensors => Machines * SensorsPerMachine;

    public int SamplesPerMessage => IsByMachine ? SensorsPerMachine : 1;

    /// <summary>Ids of the lines.</summary>
    public IEnumerable<string> LineIds => Enumerable.Range(0, Lines).Select(line => $"{Root}/l{line}");

    /// <summary>Topics of the messages, which come in turn.</summary>
    public IEnumerable<string> Topics => IsByMachine
        ? Enumerable.Range(0, Machines).Select(MachineId)
        : Enumerable.Range(0, Sensors).Select(Topic);

    /// <summary>The plant file.</summary>
    public string Text()
    {
        var text = new StringBuilder(
            $$"""
            plantFile: 1
            machineTypes:
              station:
                sensorDefaults: {tag: "{{(IsByMachine ? Root + "/{line}/{machine}:{sensor}" : "{path}")}}", stale: 30s}
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
        return $"{MachineId(machine)}/{NameOf(place)}";
    }

    /// <summary>Writes what the message of a topic says the n-th time; returns its length.</summary>
    public int Write(int topic, long n, string time, Span<byte> to)
    {
        Utf8.TryWrite(to, $"{{\"time\":\"{time}\"", out var length);
        for (var place = 0; place < SamplesPerMessage; place++)
        {
            var name = IsByMachine ? NameOf(place) : "value";
            Utf8.TryWrite(to[length..], $",\"{name}\":{Value((topic * SamplesPerMessage) + place, n)}", out var more);
            length += more;
        }

        to[length] = (byte)'}';
        return length + 1;
    }

    /// <summary>The value that a sensor has at its n-th sample, as JSON.</summary>
    public static string Value(int sensor, long n) => (sensor % SensorsPerMachine) switch
    {
        0 => "\"AUTO\"",
        1 => $"{n / 10}",
        2 => $"{5 + ((n + sensor) % 40 / 10)}.{(n + sensor) % 10}",
        _ => $"{20 + ((n + sensor) % 300 / 10)}.{(n + sensor) % 10}",
    };

    private string MachineId(int machine) => $"{Root}/l{machine / MachinesPerLine}/m{machine % MachinesPerLine}";

    private static string NameOf(int place) => place switch
    {
        0 => "state",
        1 => "good",
        2 => "power",
        _ => $"v{place}",
    };
}
