using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Json;
using OrleansTwin.Bench.Harness;
using OrleansTwin.PlantFiles;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Runtime.Hosting;
using OrleansTwin.Store.Sqlite;

namespace OrleansTwin.Bench.Benchmarks;

/// <summary>
/// The answer of <c>/api/v1/kpis/{id}</c>, from the question to its JSON, over a year of minutes. A window counts with the best
/// of several answers, and the worst window of all is told.
/// </summary>
internal sealed class KpiWindowBenchmark : IBenchmark
{
    private const int Seed = 20_250_101;
    private const int WindowsPerKind = 100;
    private const int Tries = 5;

    public string Name => "kpi-window";

    public string Measures =>
        $"KPI answers over a year of minute rows: {WindowsPerKind} random windows a twin, by product and by order (seed {Seed})";

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("bench-kpi-");
        try
        {
            await using (var store = await SqliteTwinStore.OpenAsync(folder.FullName))
                await YearOfMinutes.WriteAsync(store, cancellation);
            return await MeasureAsync(folder.FullName, cancellation);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<IReadOnlyList<Figure>> MeasureAsync(string folder, CancellationToken cancellation)
    {
        var bytes = new FileInfo(Path.Combine(folder, "twin.db")).Length;
        await using (var first = await OpenAsync(folder, cancellation))
            await LevelsAsync(first, cancellation);
        await using var host = await OpenAsync(folder, cancellation);
        var cold = await AnswerAsync(host.Twins, Whole("a"), cancellation);
        var levels = await LevelsAsync(host, cancellation);
        return
        [
            new("any window of a year, worst", levels.Max(figure => figure.Value), "ms"),
            new("the whole year, first answer of a store just opened", cold, "ms"),
            new("a minute of a twin on disk", bytes / (double)YearOfMinutes.Rows, "B"),
            .. levels,
        ];
    }

    private static async Task<PlantHost> OpenAsync(string folder, CancellationToken cancellation) => await PlantHost.OpenAsync(
        new PlantHostOptions { HasClock = false }, YearOfMinutes.PlantText,
        PlantFile.Parse(YearOfMinutes.PlantText, "plant").Plant!,
        await SqliteTwinStore.OpenAsync(folder), [], TimeProvider.System, NullLogger.Instance, cancellation);

    private static async Task<List<Figure>> LevelsAsync(PlantHost host, CancellationToken cancellation)
    {
        var random = new Random(Seed);
        var figures = new List<Figure>();
        foreach (var id in YearOfMinutes.Levels)
        {
            Func<TimeWindow, KpiQuery>[] kinds =
            [
                span => new KpiQuery(id, span, null, null, null),
                span => new KpiQuery(id, span, YearOfMinutes.Product(random, id), null, null),
                span => new KpiQuery(id, span, null, YearOfMinutes.Order(random, id), null),
            ];
            var worst = new List<double>();
            foreach (var kind in kinds)
                worst.Add(await WorstAsync(host.Twins, random, kind, cancellation));
            figures.Add(new($"{id}, worst", worst[0], "ms"));
            figures.Add(new($"{id}, of a product, worst", worst[1], "ms"));
            figures.Add(new($"{id}, of an order, worst", worst[2], "ms"));
        }

        return figures;
    }

    private static async Task<double> WorstAsync(
        TwinHost host, Random random, Func<TimeWindow, KpiQuery> ask, CancellationToken cancellation)
    {
        var worst = 0.0;
        for (var i = 0; i < WindowsPerKind; i++)
        {
            var query = ask(i == 0 ? Whole("").Window : Window(random));
            var best = double.MaxValue;
            for (var attempt = 0; attempt < Tries; attempt++)
                best = Math.Min(best, await AnswerAsync(host, query, cancellation));
            worst = Math.Max(worst, best);
        }

        return worst;
    }

    private static async Task<double> AnswerAsync(TwinHost host, KpiQuery query, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        var answer = await host.GetKpisAsync(query, cancellation);
        JsonSerializer.SerializeToUtf8Bytes(answer, ApiJsonOptions.Shared);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static KpiQuery Whole(string id) => new(
        id, new TimeWindow(YearOfMinutes.Start.AddMinutes(1), YearOfMinutes.End.AddMinutes(-1), null, null), null, null, null);

    private static TimeWindow Window(Random random)
    {
        var minutes = (int)(YearOfMinutes.End - YearOfMinutes.Start).TotalMinutes;
        var (a, b) = (random.Next(minutes), random.Next(minutes));
        return new TimeWindow(
            YearOfMinutes.Start.AddMinutes(Math.Min(a, b)), YearOfMinutes.Start.AddMinutes(Math.Max(a, b) + 1), null, null);
    }
}
