using System.Text;
using OrleansTwin.Ingest.Sources;

namespace OrleansTwin.Proofs;

/// <summary>
/// The plant of the grid's proof: lines of alike machines, enough of them that every shard has some. A machine's message holds a
/// state, a running count of good pieces, a power and measured values, all of one time; beside it a pulse tells scrap, without a
/// time, so that nothing but its receipt tells it from a repetition.
/// </summary>
internal static class GridPlant
{
    public const int Lines = 40;
    public const int MachinesPerLine = 3;
    public const int Machines = Lines * MachinesPerLine;
    public const int SensorsPerMessage = 25;
    public const string Site = "works";
    public const string Topics = "grid";

    /// <summary>Place of the running count among a machine's sensors.</summary>
    private const int Good = 1;

    public static IReadOnlyList<string> LineIds { get; } = [.. Enumerable.Range(0, Lines).Select(line => $"{Site}/l{line}")];

    public static IReadOnlyList<string> MachineIds { get; } =
        [.. LineIds.SelectMany(line => Enumerable.Range(0, MachinesPerLine).Select(machine => $"{line}/m{machine}"))];

    /// <summary>The plant file.</summary>
    public static string Text()
    {
        var text = new StringBuilder(
            $$"""
            plantFile: 1
            machineTypes:
              station:
                sensorDefaults: {tag: "{{Topics}}/{line}/{machine}:{sensor}"}
                sensors:
                  state: {kind: text}
                  good: {unit: pcs}
                  power: {unit: kW}
                  pulse: {tag: "{{Topics}}/{line}/{machine}/pulse"}
            """);
        text.AppendLine();
        for (var value = 3; value < SensorsPerMessage; value++)
            text.AppendLine($"      {NameOf(value)}: {{unit: degC}}");
        text.AppendLine(
            """
                states: {sensor: state, map: {AUTO: Execute, STOPPED: Held}}
                quantities:
                  good: {role: good, cycle: true}
                  pulse: {role: scrap, mode: pulse}
                meters: {power: {carrier: electricity}}
            site:
              works:
                lines:
            """);
        for (var line = 0; line < Lines; line++)
        {
            text.AppendLine($"      l{line}:");
            text.AppendLine("        machines:");
            for (var machine = 0; machine < MachinesPerLine; machine++)
                text.AppendLine($"          m{machine}: {{type: station}}");
        }

        return text.AppendLine($"telemetry: {{subscribe: [\"{Topics}/#\"]}}").ToString();
    }

    public static string TopicOf(int machine) => $"{Topics}/l{machine / MachinesPerLine}/m{machine % MachinesPerLine}";

    public static string SensorId(int machine, int place) => $"{MachineIds[machine]}/{NameOf(place)}";

    public static string PulseId(int machine) => $"{MachineIds[machine]}/pulse";

    /// <summary>What a machine's n-th message says of one of its sensors.</summary>
    public static RawSample Sample(int seed, int machine, int place, int n, long atTicks)
    {
        var tag = $"{TopicOf(machine)}:{NameOf(place)}";
        return place switch
        {
            0 => new RawSample(tag, atTicks, 0, n / 40 % 5 == 4 ? "STOPPED" : "AUTO"),
            Good => new RawSample(tag, atTicks, n),
            _ => new RawSample(tag, atTicks, 5 + ((((long)n * 7) + seed + machine + (place * 13)) % 300 / 10.0)),
        };
    }

    /// <summary>Good pieces after so many messages: the count is 0 in the first one.</summary>
    public static long GoodAfter(int messages) => Math.Max(0, messages - 1);

    private static string NameOf(int place) => place switch
    {
        0 => "state",
        Good => "good",
        2 => "power",
        _ => $"v{place}",
    };
}
