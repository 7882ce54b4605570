using System.CommandLine;
using OrleansTwin.Runtime.Commands;
using OrleansTwin.Twins.Anomaly;
using OrleansTwin.Twins.Health.Rul;
using OrleansTwin.Twins.Learning;

namespace OrleansTwin.Edge.Commands.Health.Anomalies;

/// <summary><c>health causes</c>: which signals a model's answers come from, over time. The model file tells its kind.</summary>
internal static class CausesCommand
{
    private static readonly Option<string> DataOption = new("--data", "-d")
    {
        Description = "What the model is asked about: a CSV as for 'anomaly score' or 'rul predict'. May end in .gz.",
        HelpName = "FILE", Required = true,
    };

    private static readonly Option<string?> OutOption = new("--out", "-o")
    {
        Description = "Write contributions over time: a row for each time, a column for each signal.", HelpName = "FILE",
    };

    public static Command Create()
    {
        var causes = new Command("causes", "Show which signals alarms, or estimates of remaining life, come from.")
        {
            HealthOptions.Model, DataOption, OutOption, RulCommand.UnitOption, RulCommand.CycleOption,
        };
        AnomalyCommand.AddAll(causes, AnomalyCommand.ReadingOptions);
        causes.SetAction(Run);
        return causes;
    }

    private static int Run(ParseResult arguments)
    {
        var (file, data) = (arguments.GetRequiredValue(HealthOptions.Model), arguments.GetRequiredValue(DataOption));
        var outFile = arguments.GetValue(OutOption);
        var kind = ModelFile.Load(file, bytes => ModelEnvelope.KindOf(bytes));
        switch (kind)
        {
            case AnomalyModelCodec.Kind:
                var model = AnomalyTraining.Load(file);
                AnomalyCauses.Tell(model, AnomalyCommand.Rows(arguments, data, model), outFile);
                return ExitCode.Ok;
            case RulModelCodec.Kind:
                var life = RulPrediction.Load(file);
                LifeCauses.Tell(life, RulPrediction.Read(data, RulCommand.Columns(arguments), life.Layout), outFile);
                return ExitCode.Ok;
            default:
                throw new CommandException(
                    ExitCode.BadInput,
                    $"{file} holds a model of the kind '{kind}'; expected '{AnomalyModelCodec.Kind}' or '{RulModelCodec.Kind}'.");
        }
    }
}
