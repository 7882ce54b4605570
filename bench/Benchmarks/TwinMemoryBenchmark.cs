using System.Diagnostics;
using OrleansTwin.Bench.Harness;
using OrleansTwin.Bench.Load;

namespace OrleansTwin.Bench.Benchmarks;

/// <summary>
/// A million sensors in one process: what each costs in memory once all have reported and are saved, and how long the process
/// takes to serve again after it was killed, with nothing of it left in the system's page cache where that may be dropped.
/// </summary>
internal sealed class TwinMemoryBenchmark : IBenchmark
{
    private static readonly LoadPlant Plant = new(Lines: 40, MachinesPerLine: 1000);
    private static readonly TimeSpan FeedMax = TimeSpan.FromMinutes(3);

    public string Name => "twin-memory";

    public string Measures =>
        "1,000,000 sensors on 40,000 machines in one process: memory per sensor, and a cold start after SIGKILL";

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellation)
    {
        var data = Directory.CreateTempSubdirectory("edge-million-");
        try
        {
            var (begun, resident, first) = await FillAsync(data.FullName, cancellation);
            var isCold = DropPageCache();
            var (cold, replayed) = await StartAgainAsync(data.FullName);
            return
            [
                new("per live sensor", (double)resident / Plant.Sensors, "B/sensor"),
                new("first start", first, "s"),
                new("fed", Plant.Sensors / begun, "messages/s"),
                new("cold start to serving", cold, "s"),
                new("memory after the cold start", (double)replayed / Plant.Sensors, "B/sensor"),
                new("page cache dropped", isCold ? 1 : 0, "(1: yes)"),
            ];
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static async Task<(double FeedS, long ResidentBytes, double FirstStartS)> FillAsync(
        string data, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        await using var run = await LoadRun.StartAsync(Plant, data);
        var first = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var feeding = Stopwatch.GetTimestamp();
        await run.Publisher.RunAsync(LoadPublisher.Unlimited, FeedMax, cancellation, messagesMax: Plant.Sensors);
        await run.SettleAsync();
        var fed = Stopwatch.GetElapsedTime(feeding).TotalSeconds;
        await run.CheckpointedAsync();
        var resident = run.Edge.ReadFigures().ResidentBytes;
        await run.Edge.Process.KillAsync();
        return (fed, resident, first);
    }

    private static async Task<(double Seconds, long ResidentBytes)> StartAgainAsync(string data)
    {
        var file = Path.Combine(data, "plant.yaml");
        await File.WriteAllTextAsync(file, Plant.Text());
        var start = Stopwatch.GetTimestamp();
        await using var edge = await RunningEdge.StartAsync(file, data: data);
        (await edge.Http.GetAsync(new Uri($"/api/v1/twins/{Plant.Topic(Plant.Sensors - 1)}", UriKind.Relative)))
            .EnsureSuccessStatusCode();
        (await edge.Http.GetAsync(new Uri("/readyz", UriKind.Relative))).EnsureSuccessStatusCode();
        var serving = Stopwatch.GetElapsedTime(start).TotalSeconds;

        // What the start leaves behind is collected once it serves.
        await Task.Delay(LoadRun.CollectorTime);
        return (serving, edge.ReadFigures().ResidentBytes);
    }

    /// <summary>Only root may; false: what was written is still in memory.</summary>
    private static bool DropPageCache()
    {
        try
        {
            using (var sync = Process.Start("sync"))
                sync.WaitForExit();
            File.WriteAllText("/proc/sys/vm/drop_caches", "3");
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
