using System.Diagnostics;

namespace OrleansTwin.Bench.Soak;

/// <summary>Broker, process and load, and a reading every two seconds.</summary>
internal static class SoakRun
{
    /// <summary>
    /// Settings of the broker at this load: no limit to its queue, and many messages on their way (see README).
    /// </summary>
    private const string Broker = "allow_anonymous true\nmax_inflight_messages 8192\nmax_queued_bytes 0\n";

    public static async Task<IReadOnlyList<SoakReading>> RunAsync(SoakOptions options, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("soak-");
        try
        {
            var plantFile = Path.Combine(folder.FullName, "plant.yaml");
            await File.WriteAllTextAsync(plantFile, SoakPlant.Text(options.Sensors), cancellation);
            await using var broker = await MosquittoBroker.StartAsync(Broker);
            await using var edge = await RunningEdge.StartAsync(plantFile, broker.Url, Path.Combine(folder.FullName, "data"));
            await edge.IsReadyAsync();
            return await ReadAsync(options, broker.Url, edge, cancellation);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<IReadOnlyList<SoakReading>> ReadAsync(
        SoakOptions options, string brokerUrl, RunningEdge edge, CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var load = new SoakLoad(brokerUrl, options.Sensors);
        var loading = load.RunAsync(ending.Token);
        var readings = new List<SoakReading>();
        var (began, before) = (Stopwatch.GetTimestamp(), edge.ReadFigures());
        using var timer = new PeriodicTimer(SoakOptions.ReadingPeriod);
        for (var last = TimeSpan.Zero; last < options.Length && !loading.IsCompleted;)
        {
            await timer.WaitForNextTickAsync(cancellation);
            var (now, figures) = (Stopwatch.GetElapsedTime(began), edge.ReadFigures());
            var cpu = (figures.Cpu - before.Cpu) / (now - last) * 100;
            readings.Add(await ReadAsync(edge, load, now, figures, cpu));
            (last, before) = (now, figures);
        }

        await ending.CancelAsync();
        await loading;
        return readings;
    }

    private static async Task<SoakReading> ReadAsync(
        RunningEdge edge, SoakLoad load, TimeSpan at, ProcessFigures figures, double cpuPercent) => new(
        Math.Round(at.TotalSeconds, 1),
        figures.ResidentBytes / 1e6,
        await edge.MetricAsync("orleanstwin_process_heap_bytes") / 1e6,
        figures.Handles,
        figures.Threads,
        Math.Round(cpuPercent, 1),
        await edge.MetricAsync("orleanstwin_queue_messages"),
        await edge.MetricAsync("orleanstwin_partition_queue"),
        await edge.MetricAsync("orleanstwin_samples_committed_total"),
        load.Published,
        await edge.MetricAsync("orleanstwin_values_rejected_total"));
}
