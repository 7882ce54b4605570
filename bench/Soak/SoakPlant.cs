using System.Text;

namespace OrleansTwin.Bench.Soak;

/// <summary>Machines of 25 sensors, one of them a power meter, ten machines a line.</summary>
internal static class SoakPlant
{
    private const int MachinesPerLine = 10;

    public static string TopicOf(int sensor)
    {
        var machine = sensor / SoakOptions.SensorsPerMachine;
        return $"soak/l{machine / MachinesPerLine}/m{machine}/s{sensor % SoakOptions.SensorsPerMachine}";
    }

    public static string Text(int sensors)
    {
        var machines = (sensors + SoakOptions.SensorsPerMachine - 1) / SoakOptions.SensorsPerMachine;
        var text = new StringBuilder("plantFile: 1\nmachineTypes:\n  m:\n");
        text.Append("    sensorDefaults: {tag: \"soak/{line}/{machine}/{sensor}\"}\n    sensors:\n      s0: {unit: kW}\n");
        for (var sensor = 1; sensor < SoakOptions.SensorsPerMachine; sensor++)
            text.Append($"      s{sensor}: {{}}\n");
        text.Append("    states: {power: s0, executeAboveKw: 20, idleAboveKw: 0.3}\n    meters: {s0: {carrier: electricity}}\n");
        text.Append("site:\n  works:\n    lines:\n");
        for (var machine = 0; machine < machines; machine++)
        {
            if (machine % MachinesPerLine == 0)
                text.Append($"      l{machine / MachinesPerLine}:\n        machines:\n");
            text.Append($"          m{machine}: {{type: m}}\n");
        }

        return text.Append("telemetry:\n  subscribe: [\"soak/#\"]\n").ToString();
    }
}
