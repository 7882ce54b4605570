using System.CommandLine;
using OrleansTwin.Runtime.Commands;
using OrleansTwin.Twins.Anomaly;

namespace OrleansTwin.Edge.Commands.Health.Anomalies;

/// <summary><c>health anomaly</c>: rows that leave what was normal for a machine.</summary>
internal static class AnomalyCommand
{
    private const string Skab = "skab";
    private const string Tep = "tep";

    private static readonly Option<string> DataOption = new("--data", "-d")
    {
        Description = "CSV with a row for each time, or the folder of a preset. May end in .gz.", HelpName = "PATH",
        Required = true,
    };

    private static readonly Option<string?> TrainOption = new("--train")
    {
        Description = "Healthy rows to learn from, another file with the same columns.", HelpName = "FILE",
    };

    private static readonly Option<string?> LimitsOption = new("--limits")
    {
        Description = "Other healthy rows, which set the limit.", HelpName = "FILE",
    };

    private static readonly Option<int?> TrainRowsOption = new("--train-rows")
    {
        Description = "How many of the file's first rows are healthy and are learned from.", HelpName = "COUNT",
    };

    private static readonly Option<string?> ModelOption = new("--model", "-m")
    {
        Description = "A model that train wrote.", HelpName = "FILE",
    };

    private static readonly Option<string?> PresetOption = new("--preset")
    {
        Description = "skab or tep: how the files of a public data set are read.", HelpName = "NAME",
    };

    private static readonly Option<string?> MethodOption = new("--method")
    {
        Description = "levels, pca, dynamic-pca or cva [default: cva where other rows set the limit, else levels].",
        HelpName = "NAME",
    };

    private static readonly Option<double> FalseAlarmsOption = new("--false-alarms")
    {
        Description = "The share of normal rows that may alarm.", HelpName = "SHARE",
        DefaultValueFactory = _ => new AnomalyOptions().FalseAlarmShare,
    };

    private static readonly Option<string?> TimeOption = new("--time")
    {
        Description = "The column of times [default: time, timestamp, datetime or date, if there is one].", HelpName = "COLUMN",
    };

    private static readonly Option<string?> SignalsOption = new("--signals")
    {
        Description = "Columns of signals, with commas [default: all others].", HelpName = "COLUMNS",
    };

    private static readonly Option<string?> IgnoreOption = new("--ignore")
    {
        Description = "Columns that are no signals, with commas.", HelpName = "COLUMNS",
    };

    public static Command Create() => new("anomaly", "Rows that leave what was normal for a machine, and by which signals.")
    {
        Train(), Score(), Evaluate(), Show(),
    };

    /// <summary>Reads a file as its preset or its columns say; by a model, with the columns that it knows.</summary>
    public static SignalRows Rows(ParseResult arguments, string file, AnomalyModel? model = null) =>
        arguments.GetValue(PresetOption) switch
        {
            Tep => TepFiles.Read(file),
            Skab => SignalCsv.Read(file, SkabFiles.Columns, model?.Watched.Names),
            null => SignalCsv.Read(
                file, new SignalColumnNames(
                    arguments.GetValue(TimeOption), HealthOptions.Names(arguments.GetValue(SignalsOption)),
                    HealthOptions.Names(arguments.GetValue(IgnoreOption)) ?? []), model?.Watched.Names),
            var other => throw Unknown("--preset", other, $"{Skab} or {Tep}"),
        };

    /// <summary>Options that say how a file is read.</summary>
    public static IEnumerable<Option> ReadingOptions => [PresetOption, TimeOption, SignalsOption, IgnoreOption];

    private static Command Train()
    {
        var train = new Command("train", "Learn what is normal from rows of a machine while it was healthy.")
        {
            DataOption, HealthOptions.Out, LimitsOption, MethodOption, FalseAlarmsOption,
        };
        AddAll(train, ReadingOptions);
        train.SetAction((arguments, cancellation) => AnomalyTraining.RunAsync(
            Rows(arguments, arguments.GetRequiredValue(DataOption)), Limits(arguments), Options(arguments),
            arguments.GetRequiredValue(HealthOptions.Out), cancellation));
        return train;
    }

    private static Command Score()
    {
        var score = new Command("score", "Write how strange each row of a file is, and by which signals.")
        {
            DataOption, HealthOptions.Out, TrainRowsOption, TrainOption, LimitsOption, ModelOption, MethodOption,
            FalseAlarmsOption,
        };
        AddAll(score, ReadingOptions);
        score.SetAction((arguments, cancellation) => ScoreAsync(arguments, cancellation));
        return score;
    }

    private static async Task<int> ScoreAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var (data, outFile) = (arguments.GetRequiredValue(DataOption), arguments.GetRequiredValue(HealthOptions.Out));
        var (rows, train, file) = (
            arguments.GetValue(TrainRowsOption), arguments.GetValue(TrainOption), arguments.GetValue(ModelOption));
        if (new object?[] { rows, train, file }.Count(given => given is not null) != 1)
        {
            throw new CommandException(
                ExitCode.BadInput, "What is normal? Give one of --train-rows COUNT, --train FILE and --model FILE.");
        }

        if (rows is { } count)
            return AnomalyScoring.Run(Rows(arguments, data), count, Options(arguments), outFile);
        var model = file is not null
            ? AnomalyTraining.Load(file)
            : await AnomalyTraining.LearnAsync(Rows(arguments, train!), Limits(arguments), Options(arguments), cancellation);
        return AnomalyScoring.Run(model, Rows(arguments, data, model), outFile);
    }

    private static Command Evaluate()
    {
        var evaluate = new Command("evaluate", "Judge on a public data set: skab or tep.")
        {
            DataOption, PresetOption, MethodOption, FalseAlarmsOption,
        };
        evaluate.SetAction((arguments, cancellation) => arguments.GetValue(PresetOption) switch
        {
            Skab => SkabEvaluation.RunAsync(arguments.GetRequiredValue(DataOption), Options(arguments), cancellation),
            Tep => TepEvaluation.RunAsync(arguments.GetRequiredValue(DataOption), Options(arguments), cancellation),
            var other => throw Unknown("--preset", other ?? "", $"{Skab} or {Tep}"),
        });
        return evaluate;
    }

    private static Command Show()
    {
        var show = new Command("show", "Show a model's record.") { HealthOptions.Model };
        show.SetAction(arguments => AnomalyTraining.Show(arguments.GetRequiredValue(HealthOptions.Model)));
        return show;
    }

    private static SignalRows? Limits(ParseResult arguments) =>
        arguments.GetValue(LimitsOption) is { } file ? Rows(arguments, file) : null;

    private static AnomalyOptions Options(ParseResult arguments)
    {
        var share = arguments.GetValue(FalseAlarmsOption);
        if (share is not (> 0 and < 0.5))
            throw Unknown("--false-alarms", $"{share}", "a share above 0 and below 0.5");
        return new AnomalyOptions { Method = Method(arguments.GetValue(MethodOption)), FalseAlarmShare = share };
    }

    private static AnomalyMethod? Method(string? name) => name switch
    {
        null => null,
        "levels" => AnomalyMethod.Levels,
        "pca" => AnomalyMethod.Pca,
        "dynamic-pca" => AnomalyMethod.DynamicPca,
        "cva" => AnomalyMethod.Cva,
        _ => throw Unknown("--method", name, "levels, pca, dynamic-pca or cva"),
    };

    private static CommandException Unknown(string option, string found, string expected) =>
        new(ExitCode.BadInput, $"{option} is '{found}'; expected {expected}.");

    public static void AddAll(Command command, IEnumerable<Option> options)
    {
        foreach (var option in options)
            command.Options.Add(option);
    }
}
