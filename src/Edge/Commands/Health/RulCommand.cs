using System.CommandLine;

namespace OrleansTwin.Edge.Commands.Health;

/// <summary><c>health rul</c>: remaining useful life.</summary>
internal static class RulCommand
{
    private static readonly Option<string> DataOption = new("--data", "-d")
    {
        Description = "CSV with a row for each cycle of each asset, or with --preset the folder of the data set. May end in .gz.",
        HelpName = "PATH", Required = true,
    };

    private static readonly Option<string?> PresetOption = new("--preset")
    {
        Description = "cmapss-FD001 to cmapss-FD004: a public data set, its columns and its test set.", HelpName = "NAME",
    };

    public static readonly Option<string> UnitOption = new("--unit")
    {
        Description = "The column that says which asset.", HelpName = "COLUMN", DefaultValueFactory = _ => "unit",
    };

    public static readonly Option<string> CycleOption = new("--cycle")
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
            DataOption, PresetOption, HealthOptions.Out, HealthOptions.Seed, UnitOption, CycleOption, SettingsOption,
            SensorsOption,
        };
        train.SetAction((arguments, cancellation) => RulTraining.RunAsync(
            Data(arguments), arguments.GetRequiredValue(HealthOptions.Out), arguments.GetValue(HealthOptions.Seed),
            cancellation));
        return train;
    }

    private static Command Predict()
    {
        var predict = new Command(
            "predict", "Write how much life each asset of a file has left after its last row, and the bands.")
        {
            HealthOptions.Model, DataOption, HealthOptions.Out, UnitOption, CycleOption,
        };
        predict.SetAction(arguments => RulPrediction.Run(
            arguments.GetRequiredValue(HealthOptions.Model), arguments.GetRequiredValue(DataOption),
            arguments.GetRequiredValue(HealthOptions.Out), Columns(arguments)));
        return predict;
    }

    private static Command Evaluate()
    {
        var evaluate = new Command(
            "evaluate", "Learn with several seeds and judge: on the preset's test set, or by cross-validation grouped by asset.")
        {
            DataOption, PresetOption, HealthOptions.Seeds, CrossValidateOption, UnitOption, CycleOption, SettingsOption,
            SensorsOption,
        };
        evaluate.SetAction((arguments, cancellation) => RulEvaluation.RunAsync(
            Data(arguments), HealthOptions.SeedsOf(arguments), arguments.GetValue(CrossValidateOption), cancellation));
        return evaluate;
    }

    private static Command Show()
    {
        var show = new Command("show", "Show a model's record: what for, learned from what, judged how, and how well.")
        {
            HealthOptions.Model,
        };
        show.SetAction(arguments => ModelRecordText.Print(
            RulPrediction.Load(arguments.GetRequiredValue(HealthOptions.Model)).Record, RulTraining.Groups));
        return show;
    }

    private static RulData Data(ParseResult arguments)
    {
        var path = arguments.GetRequiredValue(DataOption);
        return arguments.GetValue(PresetOption) is { } preset
            ? CmapssFiles.Of(path, preset)
            : RulData.OfCsv(path, Columns(arguments));
    }

    public static HistoryColumnNames Columns(ParseResult arguments) => new(
        arguments.GetValue(UnitOption) ?? "unit", arguments.GetValue(CycleOption) ?? "cycle",
        HealthOptions.Names(arguments.GetValue(SettingsOption)) ?? [], HealthOptions.Names(arguments.GetValue(SensorsOption)));
}
