using System.CommandLine;
using System.Globalization;
using OrleansTwin.Edge.Commands.Health;
using OrleansTwin.Runtime.Commands;
using OrleansTwin.Twins.Energy.Forecasting;

namespace OrleansTwin.Edge.Commands.Energy;

/// <summary><c>energy</c>: what models say of the energy that will be needed.</summary>
internal static class EnergyCommand
{
    private static readonly Option<string> TrainOption = new("--train")
    {
        Description = "CSV of a meter's past. May end in .gz.", HelpName = "FILE", Required = true,
    };

    private static readonly Option<string> TestOption = new("--test")
    {
        Description = "CSV with the time that is judged; may be the same file. Its values become known as time goes on.",
        HelpName = "FILE", Required = true,
    };

    private static readonly Option<string?> OutOption = new("--out", "-o")
    {
        Description = "The file of forecasts to write.", HelpName = "FILE",
    };

    private static readonly Option<string?> FromOption = new("--from")
    {
        Description = "Judge from this date on, learn from all before [default: the first time of --test].", HelpName = "DATE",
    };

    private static readonly Option<string?> ToOption = new("--to")
    {
        Description = "Judge to the end of this date [default: the last time of --test].", HelpName = "DATE",
    };

    private static readonly Option<string?> PresetOption = new("--preset")
    {
        Description = $"{SteelPreset.Name}: the columns and the calendar of a public data set.", HelpName = "NAME",
    };

    private static readonly Option<string> TimeOption = new("--time")
    {
        Description = "The column of local times at which steps end.", HelpName = "COLUMN", DefaultValueFactory = _ => "time",
    };

    private static readonly Option<string> EnergyOption = new("--energy")
    {
        Description = "The column of energies in kWh.", HelpName = "COLUMN", DefaultValueFactory = _ => "energy",
    };

    private static readonly Option<string?> CompanionsOption = new("--companions")
    {
        Description = "Columns of other readings whose past helps, with commas [default: none].", HelpName = "COLUMNS",
    };

    private static readonly Option<string?> FormatOption = new("--time-format")
    {
        Description = "Such as 'd/M/yyyy H:mm' [default: ISO 8601].", HelpName = "FORMAT",
    };

    private static readonly Option<bool> MidnightOption = new("--midnight-ends-its-date")
    {
        Description = "0:00 of a date is the end of that day, not its beginning.",
    };

    private static readonly Option<string?> HolidaysOption = new("--holidays")
    {
        Description = "Public holidays, with commas: 2018-05-07,2018-12-25 [default: none].", HelpName = "DATES",
    };

    public static Command Create() => new("energy", "What energy will be needed?")
    {
        new Command("forecast", "Energy of a meter ahead of time, from its past and the calendar alone.") { Evaluate() },
    };

    private static Command Evaluate()
    {
        var evaluate = new Command("evaluate", "Learn from the past, and judge what is said 15 minutes and 24 hours ahead.")
        {
            TrainOption, TestOption, FromOption, ToOption, OutOption, PresetOption, HealthOptions.Seeds, TimeOption, EnergyOption,
            CompanionsOption, FormatOption, MidnightOption, HolidaysOption,
        };
        evaluate.SetAction((arguments, cancellation) =>
        {
            var columns = Columns(arguments);
            var test = LoadFiles.Read(arguments.GetRequiredValue(TestOption), columns);
            var series = LoadFiles.Join(LoadFiles.Read(arguments.GetRequiredValue(TrainOption), columns), test);
            var (first, last) = Judged(arguments, series, test);
            return ForecastEvaluation.RunAsync(
                series, first, last, columns, HealthOptions.SeedsOf(arguments), arguments.GetValue(OutOption), cancellation);
        });
        return evaluate;
    }

    // All that is before the first judged step teaches, whichever file it stands in.
    private static (int First, int Last) Judged(ParseResult arguments, LoadSeries series, List<LoadReading> test)
    {
        int StepAt(DateTime start) => (int)((start - series.Start).TotalMinutes / series.StepMinutes);
        var (begin, end) = (StepAt(test[0].End) - 1, StepAt(test[^1].End) - 1);
        var first = Date(arguments.GetValue(FromOption), "--from") is { } from ? StepAt(from) : begin;
        var last = Date(arguments.GetValue(ToOption), "--to") is { } to ? StepAt(to.AddDays(1)) - 1 : end;
        return first >= begin && last <= end && first <= last
            ? (first, last)
            : throw new CommandException(
                ExitCode.BadInput,
                $"--from and --to ask for {LoadFiles.Text(series.StartOf(first))} to {LoadFiles.Text(series.StartOf(last + 1))}; "
                + $"--test has {LoadFiles.Text(series.StartOf(begin))} to {LoadFiles.Text(series.StartOf(end + 1))}.");
    }

    private static LoadColumns Columns(ParseResult arguments) => arguments.GetValue(PresetOption) switch
    {
        SteelPreset.Name => SteelPreset.Columns,
        null => new LoadColumns(
            arguments.GetRequiredValue(TimeOption), arguments.GetRequiredValue(EnergyOption),
            HealthOptions.Names(arguments.GetValue(CompanionsOption)) ?? [], arguments.GetValue(FormatOption),
            arguments.GetValue(MidnightOption),
            [.. (HealthOptions.Names(arguments.GetValue(HolidaysOption)) ?? []).Select(
                text => DateOnly.FromDateTime(Date(text, "--holidays")!.Value))]),
        var other => throw new CommandException(ExitCode.BadInput, $"--preset is '{other}'; expected {SteelPreset.Name}."),
    };

    private static DateTime? Date(string? text, string option) =>
        text is null ? null
        : DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date
        : throw new CommandException(ExitCode.BadInput, $"{option} has '{text}'; expected dates such as 2018-11-01.");
}
