using System.Globalization;
using OrleansTwin.Edge.Commands.Health;
using OrleansTwin.Runtime.Commands;
using OrleansTwin.Twins.Energy.Forecasting;

namespace OrleansTwin.Edge.Commands.Energy;

/// <summary>What is foretold, and what it is held against.</summary>
/// <param name="Name">In tables.</param>
/// <param name="Options">How it is learned.</param>
/// <param name="Baseline">What anybody could say.</param>
/// <param name="BaselineSteps">Of how many steps ago the baseline is.</param>
internal sealed record ForecastTask(string Name, LoadForecastOptions Options, string Baseline, int BaselineSteps);

/// <summary><c>energy forecast evaluate</c>: learned before the first judged step, judged on those behind it.</summary>
internal static class ForecastEvaluation
{
    private const string Header = "time,actual,ahead15min,ahead24h";
    private const int SoonMinutes = 15;

    public static async Task<int> RunAsync(
        LoadSeries series, int first, int last, LoadColumns columns, int seeds, string? outFile, CancellationToken cancellation)
    {
        if (SoonMinutes % series.StepMinutes != 0)
        {
            throw new CommandException(
                ExitCode.BadInput,
                $"Steps are {series.StepMinutes} minutes; expected such as {SoonMinutes} minutes are made of.");
        }

        Console.WriteLine(
            $"Learned from {LoadFiles.Text(series.StartOf(0))} to {LoadFiles.Text(series.StartOf(first))}, judged from there to "
            + $"{LoadFiles.Text(series.StartOf(last + 1))}: {last + 1 - first} steps of {series.StepMinutes} minutes.");
        var tasks = TasksOf(series, new DayCalendar(columns.Holidays));
        var forecasts = new List<double[]>();
        foreach (var task in tasks)
        {
            var ofSeeds = new List<double[]>();
            for (var seed = 1; seed <= seeds; seed++)
                ofSeeds.Add(await ForecastAsync(series, first, last, task, (ulong)seed, cancellation));
            Print(series, first, task, ofSeeds);
            forecasts.Add(ofSeeds[0]);
        }

        if (outFile is not null)
        {
            ModelFile.SaveTable(outFile, Header, Enumerable.Range(first, last + 1 - first).Select(
                step => Line(series, step, forecasts.Select(of => of[step - first]))));
            Console.WriteLine($"{outFile}: {last + 1 - first} rows, by the models of seed 1.");
        }

        return ExitCode.Ok;
    }

    internal static ForecastTask[] TasksOf(LoadSeries series, DayCalendar calendar)
    {
        var soon = SoonMinutes / series.StepMinutes;
        return
        [
            new("15 min ahead", LoadForecastOptions.Soon(soon, calendar), "persistence", soon),
            new("24 h ahead", LoadForecastOptions.DayAhead(series.StepsOfDay, calendar), "the same time a week ago",
                7 * series.StepsOfDay),
        ];
    }

    private static Task<double[]> ForecastAsync(
        LoadSeries series, int first, int last, ForecastTask task, ulong seed, CancellationToken cancellation) =>
        SharedProgress.ShowAsync($"{task.Name}, seed {seed}", progress =>
        {
            var model = LoadForecastTrainer.Train(
                series, first, task.Options with { Seed = seed }, HostThreads.ForEach, progress, cancellation);
            return Enumerable.Range(first, last + 1 - first).Select(step => model.Forecast(series, step)).ToArray();
        });

    private static void Print(LoadSeries series, int first, ForecastTask task, List<double[]> ofSeeds)
    {
        var scores = ofSeeds.Select(forecast => ForecastScore.Of(series, first, forecast, task.BaselineSteps)).ToList();
        for (var seed = 1; seed <= scores.Count; seed++)
        {
            Console.WriteLine(FormattableString.Invariant(
                $"{task.Name}, seed {seed}: RMSE {scores[seed - 1].RmseKwh:F2} kWh, {scores[seed - 1].Gain:P1} below ")
                + FormattableString.Invariant($"{task.Baseline} ({scores[seed - 1].BaselineRmseKwh:F2})"));
        }

        Console.WriteLine(FormattableString.Invariant(
            $"{task.Name}, mean: RMSE {scores.Average(score => score.RmseKwh):F2} kWh, ")
            + FormattableString.Invariant($"{scores.Average(score => score.Gain):P1} below {task.Baseline}; ")
            + $"{scores[0].Steps} steps judged");
    }

    // A step is named by its end, as meters do.
    private static string Line(LoadSeries series, int step, IEnumerable<double> forecasts) => string.Join(
        ',', forecasts.Prepend(series.Values[step]).Select(Number).Prepend(LoadFiles.Text(series.StartOf(step + 1))));

    private static string Number(double value) =>
        double.IsNaN(value) ? "" : value.ToString("0.###", CultureInfo.InvariantCulture);
}
