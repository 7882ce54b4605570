using System.CommandLine;
using OrleansTwin.Runtime.Commands;

namespace OrleansTwin.Edge.Commands;

/// <summary>
/// <c>replay</c>: a recorded data set through the pipeline, to a KPI table; or a twin to a past moment (<c>--twin</c>).
/// </summary>
internal static class ReplayCommand
{
    private static readonly Argument<string?> FolderArgument = new("FOLDER")
    {
        Description = "Folder with experiment_01.csv or .csv.gz and so on, and train.csv.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> TwinOption = new("--twin", "-t")
    {
        Description = "Instead of a data set: show this sensor, machine, line or plant as it was at a past moment.",
        HelpName = "ID",
    };

    private static readonly Option<string?> AtOption = new("--at")
    {
        Description = "That moment: a time (without a zone: UTC), or #NUMBER of the last batch that was known.",
        HelpName = "TIME",
    };

    private static readonly Option<string?> StateOutOption = new("--state-out")
    {
        Description = "Write the twin's state to this file, to the byte as it was.",
        HelpName = "FILE",
    };

    private static readonly Option<double?> SpeedOption = new("--speed", "-s")
    {
        Description = "Recorded seconds per second, for example 600 [default: as fast as it goes].",
        HelpName = "FACTOR",
    };

    private static readonly Option<string?> PlantOption = new("--plant", "-p")
    {
        Description = "Plant file (YAML) with a machine whose tags are cnc-mill:COLUMN [default: the supplied CNC mill].",
        HelpName = "FILE",
    };

    private static readonly Option<string?> JsonOption = new("--json", "-j")
    {
        Description = "Write the KPIs of every recording, or what is shown of the twin (there, - is standard output).",
        HelpName = "FILE",
    };

    private static readonly Option<string?> DataOption = new("--data", "-d")
    {
        Description = "Data directory to keep the result in [default: a temporary one]; with --twin: the Edge's [./data].",
        HelpName = "DIR",
    };

    private static readonly Option<string?> StoreOption = StorePlace.NewOption();

    private static readonly Option<string?> MqttOption = new("--mqtt", "-m")
    {
        Description = "Publish the recordings to this broker, and take them from there.",
        HelpName = "URL",
    };

    private static readonly Option<int?> ShuffleOption = new("--shuffle")
    {
        Description = "Play everything in an order shuffled by this seed; the KPIs stay the same.",
        HelpName = "SEED",
    };

    public static Command Create()
    {
        var command = new Command(
            "replay", "Replay a recorded data set and print its KPIs; or a twin to a past moment (--twin ID --at TIME).")
        {
            FolderArgument, SpeedOption, PlantOption, JsonOption, DataOption, StoreOption, MqttOption, ShuffleOption,
            TwinOption, AtOption, StateOutOption,
        };
        command.SetAction(InvokeAsync);
        return command;
    }

    private static Task<int> InvokeAsync(ParseResult arguments, CancellationToken cancellation) =>
        (arguments.GetValue(FolderArgument), arguments.GetValue(TwinOption), arguments.GetValue(AtOption)) switch
        {
            ({ } folder, null, null) when arguments.GetValue(StoreOption) is null =>
                ReplayFolderAsync(folder, arguments, cancellation),
            (null, { } twin, { } at) => ReplayTwin.RunAsync(
                new ReplayTwinSettings(
                    twin, at, StorePlace.Of(arguments.GetValue(DataOption), arguments.GetValue(StoreOption)))
                {
                    Json = arguments.GetValue(JsonOption),
                    StateOut = arguments.GetValue(StateOutOption),
                },
                cancellation),
            _ => throw new CommandException(
                ExitCode.BadInput,
                "Say what to replay: either the FOLDER of a recorded data set, or a twin to a moment with --twin ID --at TIME, "
                + "from a data directory (--data) or a database (--store)."),
        };

    private static async Task<int> ReplayFolderAsync(string folder, ParseResult arguments, CancellationToken cancellation)
    {
        var settings = new ReplaySettings(folder)
        {
            Speed = arguments.GetValue(SpeedOption),
            Plant = arguments.GetValue(PlantOption),
            Data = arguments.GetValue(DataOption),
            Mqtt = arguments.GetValue(MqttOption),
            ShuffleSeed = arguments.GetValue(ShuffleOption),
        };
        await using var replay = await Replay.OpenAsync(settings, cancellation);
        var recordings = PlantDocuments.Count(replay.Dataset.Recordings.Count, "recording");
        Console.WriteLine($"Replaying {recordings} ({replay.Dataset.SampleCount:N0} samples) to {replay.Machine.Id}");
        var report = await ProgressScreen.ShowAsync("replay", replay, replay.RunAsync(cancellation));
        ReplayTable.Print(report);
        if (arguments.GetValue(JsonOption) is { } file)
            ReplayJson.Write(report, file);
        TellMissing(report, settings);
        return ExitCode.Ok;
    }

    private static void TellMissing(ReplayReport report, ReplaySettings settings)
    {
        var missing = report.Runs.Where(run => run.SamplesMissing != 0).ToList();
        foreach (var run in missing)
            Console.Error.WriteLine($"{run.Name}: {run.SamplesMissing:N0} samples were played and not folded.");
        if (missing.Count > 0)
            Console.Error.WriteLine($"Columns without a sensor in {settings.Plant ?? "the supplied plant"} are left out.");
    }
}
