using System.CommandLine;
using OrleansTwin.Runtime.Commands;

namespace OrleansTwin.Edge.Commands.Health;

/// <summary><c>health rul</c>: remaining useful life.</summary>
internal static class RulCommand
{
    private const int SeedsMax = 100;

    private static readonly Option<string> ModelOption = new("--model", "-m")
    {
        Description = "A model that train wrote.", HelpName = "FILE", Required = true,
    };

    private static readonly Option<string> DataOption = new("--data", "-d")
    {
        Description = "CSV with a row for each cycle of each asset, or with --preset the folder of the data set. May end in .gz.",
        HelpName = "PATH", Required = true,
    };

    private static readonly Option<string> OutOption = new("--out", "-o")
    {
        Description = "The file to write.", HelpName = "FILE", Required = true,
    };

    private static readonly Option<string?> PresetOption = new("--preset")
    {
        Description = "cmapss-FD001 to cmapss-FD004: a public data set, its columns and its test set.", HelpName = "NAME",
    };

    private static readonly Option<string> UnitOption = new("--unit")
    {
        Description = "The column that says which asset.", HelpName = "COLUMN", DefaultValueFactory = _ => "unit",
    };

    private static readonly Option<string> CycleOption = new("--cycle")
    {
        Description = "The column that counts an asset's cycles: whole numbers, ascending with time.", HelpName = "COLUMN",
        DefaultValueFactory = _ => "cycle",
    };

    private static readonly Option<string?> SettingsOption = new("--settings")
    {
        Description = "Columns that say how the asset was operated, with commas [default: none].", HelpName = "COLUMNS",
    };

    private static readonly Option<string?> SensorsOption = new("--sensors")
    {
        Description = "Columns of sensors, with commas [default: all others].", HelpName = "COLUMNS",
    };

    private static readonly Option<ulong> SeedOption = new("--seed")
    {
        Description = "The same data and seed learn the same model.", HelpName = "NUMBER", DefaultValueFactory = _ => 1,
    };

    private static readonly Option<int> SeedsOption = new("--seeds")
    {
        Description = "How many seeds are judged, from 1 on.", HelpName = "COUNT", DefaultValueFactory = _ => 3,
    };

    private static readonly Option<bool> CrossValidateOption = new("--cross-validate")
    {
        Description = "Judge by cross-validation within the training data, although there is a test set.",
    };

    public static Command Create() => new("rul", "Remaining useful life, with bands that hold.")
    {
        Train(), Predict(), Evaluate(), Show(),
    };

    private static Command Train()
    {
        var train = new Command("train", "Learn a model from assets that ran to failure: each one's last row is its last cycle.")
        {
            DataOption, PresetOption, OutOption, SeedOption, UnitOption, CycleOption, SettingsOption, SensorsOption,
        };
        train.SetAction((arguments, cancellation) => RulTraining.RunAsync(
            Data(arguments), arguments.GetRequiredValue(OutOption), arguments.GetValue(SeedOption), cancellation));
        return train;
    }

    private static Command Predict()
    {
        var predict = new Command(
            "predict", "Write how much life each asset of a file has left after its last row, and the bands.")
        {
            ModelOption, DataOption, OutOption, UnitOption, CycleOption,
        };
        predict.SetAction(arguments => RulPrediction.Run(
            arguments.GetRequiredValue(ModelOption), arguments.GetRequiredValue(DataOption),
            arguments.GetRequiredValue(OutOption), Columns(arguments)));
        return predict;
    }

    private static Command Evaluate()
    {
        var evaluate = new Command(
            "evaluate", "Learn with several seeds and judge: on the preset's test set, or by cross-validation grouped by asset.")
        {
            DataOption, PresetOption, SeedsOption, CrossValidateOption, UnitOption, CycleOption, SettingsOption, SensorsOption,
        };
        evaluate.SetAction((arguments, cancellation) => RulEvaluation.RunAsync(
            Data(arguments), Seeds(arguments), arguments.GetValue(CrossValidateOption), cancellation));
        return evaluate;
    }

    private static Command Show()
    {
        var show = new Command("show", "Show a model's record: what for, learned from what, judged how, and how well.")
        {
            ModelOption,
        };
        show.SetAction(arguments => ModelRecordText.Print(
            RulPrediction.Load(arguments.GetRequiredValue(ModelOption)).Record, RulTraining.Groups));
        return show;
    }

    private static RulData Data(ParseResult arguments)
    {
        var path = arguments.GetRequiredValue(DataOption);
        return arguments.GetValue(PresetOption) is { } preset
            ? CmapssFiles.Of(path, preset)
            : RulData.OfCsv(path, Columns(arguments));
    }

    private static HistoryColumnNames Columns(ParseResult arguments) => new(
        arguments.GetValue(UnitOption) ?? "unit", arguments.GetValue(CycleOption) ?? "cycle",
        Names(arguments.GetValue(SettingsOption)) ?? [], Names(arguments.GetValue(SensorsOption)));

    private static string[]? Names(string? text) =>
        text?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static int Seeds(ParseResult arguments)
    {
        var seeds = arguments.GetValue(SeedsOption);
        return seeds is >= 1 and <= SeedsMax
            ? seeds
            : throw new CommandException(ExitCode.BadInput, $"--seeds is {seeds}; expected 1 to {SeedsMax}.");
    }
}
