using System.CommandLine;
using OrleansTwin.Runtime.Commands;
using OrleansTwin.Twins.Health.Classification;

namespace OrleansTwin.Edge.Commands.Health;

/// <summary><c>health classify</c>: failures told row by row.</summary>
internal static class ClassifyCommand
{
    private static readonly Option<string> DataOption = new("--data", "-d")
    {
        Description = "CSV with a line of names, rows in order of time. May end in .gz.", HelpName = "FILE", Required = true,
    };

    private static readonly Option<string?> PresetOption = new("--preset")
    {
        Description = $"{Ai4iPreset.Name}: the columns of a public data set.", HelpName = "NAME",
    };

    private static readonly Option<string> LabelOption = new("--label")
    {
        Description = "The column that says what came: 0, ran on, or 1, failed.", HelpName = "COLUMN",
        DefaultValueFactory = _ => "failure",
    };

    private static readonly Option<string?> IdOption = new("--id")
    {
        Description = "The column that names a row [default: that of the model, or its number]. It is not learned from.",
        HelpName = "COLUMN",
    };

    private static readonly Option<string?> FeaturesOption = new("--features")
    {
        Description = "Columns of numbers to learn from, with commas [default: all others]. None may tell what came afterwards.",
        HelpName = "COLUMNS",
    };

    private static readonly Option<string?> KindsOption = new("--kinds")
    {
        Description = "Columns of kinds: products, materials, grades, with commas [default: none].", HelpName = "COLUMNS",
    };

    private static readonly Option<string[]> DeriveOption = new("--derive")
    {
        Description = "A quantity made of two columns: 'power = torque * speed', with + - * /. May be given several times.",
        HelpName = "FORMULA", DefaultValueFactory = _ => [],
    };

    private static readonly Option<string?> IngredientsOption = new("--ingredients")
    {
        Description = "Columns that only serve to derive others, with commas [default: none].", HelpName = "COLUMNS",
    };

    public static Command Create() => new("classify", "Which rows are those of a failure?")
    {
        Train(), Predict(), Evaluate(), Show(),
    };

    private static Command Train()
    {
        var train = new Command("train", "Learn from rows whose outcome is known.")
        {
            DataOption, PresetOption, HealthOptions.Out, HealthOptions.Seed, LabelOption, IdOption, FeaturesOption, KindsOption,
            DeriveOption, IngredientsOption,
        };
        train.SetAction((arguments, cancellation) => ClassifyTraining.RunAsync(
            Data(arguments), arguments.GetRequiredValue(HealthOptions.Out), arguments.GetValue(HealthOptions.Seed),
            cancellation));
        return train;
    }

    private static Command Predict()
    {
        var predict = new Command("predict", "Write for each row of a file how probable a failure is, and the class.")
        {
            HealthOptions.Model, DataOption, HealthOptions.Out, IdOption,
        };
        predict.SetAction(arguments => ClassifyPrediction.Run(
            arguments.GetRequiredValue(HealthOptions.Model), arguments.GetRequiredValue(DataOption),
            arguments.GetRequiredValue(HealthOptions.Out), arguments.GetValue(IdOption)));
        return predict;
    }

    private static Command Evaluate()
    {
        var evaluate = new Command("evaluate", "Judge consecutive blocks of rows, each by a model of the others.")
        {
            DataOption, PresetOption, HealthOptions.Seeds, LabelOption, IdOption, FeaturesOption, KindsOption, DeriveOption,
            IngredientsOption,
        };
        evaluate.SetAction((arguments, cancellation) => ClassifyEvaluation.RunAsync(
            Data(arguments), HealthOptions.SeedsOf(arguments), IsPreset(arguments) ? Ai4iPreset.RuleSaysFailure : null,
            cancellation));
        return evaluate;
    }

    private static Command Show()
    {
        var show = new Command("show", "Show a model's record: what for, learned from what, judged how, and how well.")
        {
            HealthOptions.Model,
        };
        show.SetAction(arguments => ModelRecordText.Print(
            ClassifyPrediction.Load(arguments.GetRequiredValue(HealthOptions.Model)).Record, ClassifyTraining.Groups));
        return show;
    }

    private static bool IsPreset(ParseResult arguments) => arguments.GetValue(PresetOption) switch
    {
        null => false,
        Ai4iPreset.Name => true,
        var other => throw new CommandException(ExitCode.BadInput, $"--preset is '{other}'; expected {Ai4iPreset.Name}."),
    };

    private static ClassifyData Data(ParseResult arguments)
    {
        var path = arguments.GetRequiredValue(DataOption);
        return IsPreset(arguments) ? Ai4iPreset.Read(path) : ClassifyData.Read(path, new ClassifyColumns(
            arguments.GetRequiredValue(LabelOption), arguments.GetValue(IdOption),
            HealthOptions.Names(arguments.GetValue(FeaturesOption)), HealthOptions.Names(arguments.GetValue(KindsOption)) ?? [],
            [.. arguments.GetRequiredValue(DeriveOption).Select(DerivedColumn.Parse)],
            HealthOptions.Names(arguments.GetValue(IngredientsOption)) ?? []));
    }
}
