using System.CommandLine;
using OrleansTwin.Edge.Replays;
using OrleansTwin.Runtime.Commands;

namespace OrleansTwin.Edge.Commands;

/// <summary><c>history</c>: samples of a store as CSV, out and in.</summary>
internal static class HistoryCommand
{
    private static readonly Option<string?> DataOption = new("--data", "-d")
    {
        Description = "Data directory [default: ./data].",
        HelpName = "DIR",
    };

    private static readonly Option<string?> StoreOption = StorePlace.NewOption();

    private static readonly Option<string?> TwinOption = new("--twin", "-t")
    {
        Description = "A sensor, or whatever stands above sensors [default: the whole plant].",
        HelpName = "ID",
    };

    private static readonly Option<string?> FromOption = new("--from", "-f")
    {
        Description = "The first moment (without a zone: UTC) [default: all there is].",
        HelpName = "TIME",
    };

    private static readonly Option<string?> ToOption = new("--to")
    {
        Description = "The moment before which it ends [default: all there is].",
        HelpName = "TIME",
    };

    private static readonly Option<string?> OutOption = new("--out", "-o")
    {
        Description = "The file to write [default: standard output].",
        HelpName = "FILE",
    };

    private static readonly Argument<string> FileArgument = new("FILE")
    {
        Description = "CSV, or CSV packed with gzip where its name ends in .gz (docs/cli.md).",
    };

    private static readonly Option<string?> PlantOption = new("--plant", "-p")
    {
        Description = "Plant file (YAML) [default: the plant that the store has].",
        HelpName = "FILE",
    };

    private static readonly Option<string?> ColumnsOption = new("--columns", "-c")
    {
        Description = "Names for the file's columns, in order, in place of those in its first line; - leaves one out.",
        HelpName = "NAMES",
    };

    public static Command Create() => new("history", "Take samples out of a store as CSV, or into one.") { Export(), Import() };

    private static Command Export()
    {
        var export = new Command("export", "Write samples as CSV. The Edge may run.")
        {
            TwinOption, FromOption, ToOption, OutOption, DataOption, StoreOption,
        };
        export.SetAction((arguments, cancellation) => HistoryOut.RunAsync(
            StorePlace.Of(arguments.GetValue(DataOption), arguments.GetValue(StoreOption)),
            arguments.GetValue(TwinOption),
            TicksOf(FromOption, arguments) ?? 0,
            TicksOf(ToOption, arguments) ?? DateTime.MaxValue.Ticks,
            arguments.GetValue(OutOption),
            cancellation));
        return export;
    }

    private static Command Import()
    {
        var import = new Command(
            "import",
            "Take samples from a CSV into a store that no Edge runs on; again, and they count once. A running Edge takes them at "
            + "POST /api/v1/history.csv. Returns 2 if something was refused.")
        {
            FileArgument, ColumnsOption, PlantOption, DataOption, StoreOption,
        };
        import.SetAction((arguments, cancellation) => HistoryIn.RunAsync(
            new EdgeSettings
            {
                Plant = arguments.GetValue(PlantOption),
                Data = arguments.GetValue(DataOption),
                Store = arguments.GetValue(StoreOption),
            },
            arguments.GetRequiredValue(FileArgument),
            arguments.GetValue(ColumnsOption),
            cancellation));
        return import;
    }

    private static long? TicksOf(Option<string?> option, ParseResult arguments) =>
        arguments.GetValue(option) is not { } text ? null
        : ReplayMoment.TryParse(text, out var moment) && moment.AtTicks is { } ticks ? ticks
        : throw new CommandException(
            ExitCode.BadInput, $"{option.Name} is '{text}'; expected a time like 2026-03-02T14:05:30Z.");
}
