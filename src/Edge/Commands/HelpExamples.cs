using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace OrleansTwin.Edge.Commands;

/// <summary>Help with examples at its end: what each does, and how it is written.</summary>
internal sealed class HelpExamples(HelpAction help) : SynchronousCommandLineAction
{
    private static readonly Dictionary<string, (string What, string How)[]> ByCommand = new(StringComparer.Ordinal)
    {
        [""] =
        [
            ("the demo plant on the simulator", ""),
            ("a plant of your own, from a broker", "run --plant plant.yaml --mqtt mqtt://broker:1883"),
            ("a recorded data set", "replay ../shared/data/cnc-mill --speed 600"),
            ("a simulated day and the truth about it", "simulate --plant plant.yaml --truth truth.json"),
            ("is this plant file right?", "plant check plant.yaml"),
        ],
        ["run"] =
        [
            ("the demo plant on the simulator", "run"),
            ("a plant of your own, from a broker", "run -p plant.yaml -m mqtt://broker:1883 -d /var/lib/twin"),
            ("over TLS, with a password", "run -p plant.yaml -m 'mqtts://user:secret@broker?ca=ca.pem'"),
            ("a plant of your own, simulated", "run -p plant.yaml --simulate"),
            ("settings from a file (docs/cli.md)", "run --config edge.json"),
        ],
        ["replay"] =
        [
            ("600 times as fast as it was recorded", "replay ../shared/data/cnc-mill --speed 600"),
            ("as fast as it goes; KPIs to a file", "replay ../shared/data/cnc-mill --json kpis.json"),
            ("through a broker", "replay ../shared/data/cnc-mill --mqtt mqtt://127.0.0.1:1883"),
            ("a machine as it was at 14:05 UTC", "replay --twin acme/lyon/line-1/press --at 2026-03-02T14:05Z -d /var/lib/twin"),
        ],
        ["simulate"] =
        [
            ("what would happen in the demo plant", "simulate --hours 24"),
            ("the truth as a file", "simulate -p plant.yaml --seed 7 --hours 24 --truth truth.json"),
            ("a shift to a broker, a minute a second", "simulate -p plant.yaml --hours 8 -s 60 -m mqtt://127.0.0.1"),
        ],
        ["check"] = [("is this plant file right?", "plant check plant.yaml")],
        ["info"] = [("what is in ./data?", "store info"), ("in a database?", "store info --store 'Host=db;Database=plant'")],
        ["backup"] = [("while the Edge runs", "store backup -d /var/lib/twin -o twin-2026-03-02.backup")],
        ["restore"] = [("into a new directory", "store restore -f twin-2026-03-02.backup -d /var/lib/twin")],
        ["export"] =
        [
            ("all of a machine, to a file", "history export --twin acme/lyon/line-1/press -d /var/lib/twin -o press.csv"),
            ("a day of the whole plant, packed", "history export --from 2026-03-02Z --to 2026-03-03Z | gzip > day.csv.gz"),
        ],
        ["import"] =
        [
            ("into a plant that has not run yet", "history import day.csv.gz -p plant.yaml -d /var/lib/twin"),
            ("columns of another system", "history import scada.csv --columns time,tag,value,-"),
        ],
        ["rul"] =
        [
            ("learn from assets that ran to failure", "health rul train --data presses.csv --unit press --out press.model"),
            ("how long will those last that run?", "health rul predict --model press.model --data running.csv --out rul.csv"),
            ("how far can it be believed?", "health rul evaluate --data ../shared/data/cmapss --preset cmapss-FD001"),
        ],
        ["anomaly"] =
        [
            ("a file whose first rows are healthy", "health anomaly score --data pump.csv --train-rows 400 --out scores.csv"),
            ("learn once, score often", "health anomaly train --data may.csv --limits june.csv --out pump.model"),
            ("how far can it be believed?", "health anomaly evaluate --preset skab --data ../shared/data/skab"),
        ],
        ["classify"] =
        [
            ("learn which rows fail", "health classify train --data mill.csv --label failed --kinds material --out mill.model"),
            ("how probable is it for these?", "health classify predict --model mill.model --data today.csv --out p.csv"),
            ("with what physics knows", "health classify evaluate --data mill.csv --derive 'power = torque * speed'"),
        ],
        ["forecast"] =
        [
            ("a file, its last month judged", "energy forecast evaluate --train m.csv --test m.csv --from 2018-11-01"),
            ("a file of the past, another of what came", "energy forecast evaluate --train 2018.csv --test 2019-01.csv -o f.csv"),
        ],
        ["bearings"] = [("on public tests", "health bearings evaluate --data ../shared/data/bearings-ims")],
        ["schema"] = [("completion in editors", "plant schema > plant.schema.json")],
        ["show"] = [("with all its sensors", "plant show plant.yaml --sensors")],
    };

    public static void AddTo(RootCommand root)
    {
        foreach (var option in root.Options)
            if (option is HelpOption { Action: HelpAction help })
                option.Action = new HelpExamples(help);
    }

    public override int Invoke(ParseResult parseResult)
    {
        var exitCode = help.Invoke(parseResult);
        var command = parseResult.CommandResult.Command;
        if (!ByCommand.TryGetValue(command is RootCommand ? "" : command.Name, out var examples))
            return exitCode;
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var (what, how) in examples)
            output.WriteLine($"  # {what}{Environment.NewLine}  {RootCommand.ExecutableName} {how}".TrimEnd());
        output.WriteLine();
        return exitCode;
    }
}
