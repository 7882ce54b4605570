using OrleansTwin.Bench.Harness;
using OrleansTwin.Edge.Commands.Energy;
using OrleansTwin.Edge.Commands.Health;
using OrleansTwin.Twins.Energy.Forecasting;
using OrleansTwin.Twins.Health.Classification;

namespace OrleansTwin.Bench.Benchmarks;

/// <summary>
/// Failures of AI4I by five blocks in order, and November of the steel works from models of the months before it; three seeds.
/// </summary>
internal sealed class LearnersBenchmark : IBenchmark
{
    private const int Seeds = 3;
    private static readonly DateTime November = new(2018, 11, 1);

    public string Name => "learners";

    public string Measures => $"failures of AI4I by blocks, November of the steel works; {Seeds} seeds";

    public Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<Figure>>([.. Failures(cancellation), .. Energy(cancellation)]);

    private static string DataFile(string folder, string file)
    {
        var path = Path.Combine(Checkout.Root, "..", "shared", "data", folder, file);
        return File.Exists(path)
            ? path
            : throw new FileNotFoundException($"No file at {path}. Put it there, or leave this benchmark out.");
    }

    private static IEnumerable<Figure> Failures(CancellationToken cancellation)
    {
        var data = Ai4iPreset.Read(DataFile("ai4i", "ai4i2020_00001_08000.csv.gz"));
        var outcomes = Enumerable.Range(1, Seeds).Select(seed => ClassifierTrainer.CrossValidate(
            data.Layout, data.Rows, new ClassifierOptions { Seed = (ulong)seed }, HostThreads.ForEach,
            cancellation: cancellation)).ToList();
        var pooled = outcomes.ConvertAll(ClassifierScore.Of);
        var blocks = outcomes.SelectMany(all => all.GroupBy(item => item.Block)).Select(block => ClassifierScore.Of([.. block]));
        return
        [
            new Figure("AI4I, F1 of failures, pooled", pooled.Average(score => score.F1), "1"),
            new Figure("AI4I, F1 of failures, mean of blocks", blocks.Average(score => score.F1), "1"),
            new Figure("AI4I, average precision", pooled.Average(score => score.AveragePrecision), "1"),
        ];
    }

    private static IEnumerable<Figure> Energy(CancellationToken cancellation)
    {
        var readings = LoadFiles.Read(DataFile("steel-energy", "steel_2018_01_to_11.csv.gz"), SteelPreset.Columns);
        var series = LoadFiles.Join([], readings);
        var first = (int)((November - series.Start).TotalMinutes / series.StepMinutes);
        foreach (var task in ForecastEvaluation.TasksOf(series, new DayCalendar(SteelPreset.Columns.Holidays)))
        {
            var gains = Enumerable.Range(1, Seeds).Select(seed =>
            {
                var model = LoadForecastTrainer.Train(
                    series, first, task.Options with { Seed = (ulong)seed }, HostThreads.ForEach, cancellation: cancellation);
                var forecasts = Enumerable.Range(first, series.Count - first).Select(step => model.Forecast(series, step));
                return ForecastScore.Of(series, first, [.. forecasts], task.BaselineSteps).Gain;
            });
            yield return new Figure($"steel, {task.Name}, RMSE below {task.Baseline}", 100 * gains.Average(), "%");
        }
    }
}
