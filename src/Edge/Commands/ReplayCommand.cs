using System.CommandLine;

namespace OrleansTwin.Edge.Commands;

/// <summary><c>replay</c>: a recorded data set through the pipeline, to a KPI table.</summary>
internal static class ReplayCommand
{
    private static readonly Argument<string> FolderArgument = new("FOLDER")
    {
        Description = "Folder with experiment_01.csv or .csv.gz and so on, and train.csv.",
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
        Description = "Write the KPIs of every recording to this file.",
        HelpName = "FILE",
    };

    private static readonly Option<string?> DataOption = new("--data", "-d")
    {
        Description = "Data directory to keep the result in; look at it with run --data [default: a temporary one].",
        HelpName = "DIR",
    };

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
        var command = new Command("replay", "Replay a recorded data set through the same pipeline and print its KPIs.")
        {
            FolderArgument, SpeedOption, PlantOption, JsonOption, DataOption, MqttOption, ShuffleOption,
        };
        command.SetAction(InvokeAsync);
        return command;
    }

    private static async Task<int> InvokeAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var settings = new ReplaySettings(arguments.GetRequiredValue(FolderArgument))
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
