using System.Diagnostics;
using OrleansTwin.Bench.Harness;
using OrleansTwin.Bench.Load;

namespace OrleansTwin.Bench.Benchmarks;

/// <summary>
/// Killed under full load with a journal that no checkpoint has taken up: how long until it serves again, under the same load,
/// and whether everything published is there once.
/// </summary>
internal sealed class RecoveryBenchmark : IBenchmark
{
    private const double MessagesPerS = 50_000;
    private static readonly LoadPlant Plant = new(Lines: 10, MachinesPerLine: 20);
    private static readonly TimeSpan KilledAfter = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Feeding = TimeSpan.FromSeconds(25);

    public string Name => "recovery";

    public string Measures => "SIGKILL under 50,000 messages/s with about a million journaled samples after the last checkpoint";

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellation)
    {
        var data = Directory.CreateTempSubdirectory("edge-recovery-");
        var rare = new Dictionary<string, string>
        {
            ["ORLEANSTWIN_edge__checkpointPeriod"] = "00:10:00",
            ["ORLEANSTWIN_storage__bufferedSamplesMax"] = "10000000",
        };
        try
        {
            await using var run = await LoadRun.StartAsync(Plant, data.FullName, rare);
            var publishing = run.Publisher.RunAsync(MessagesPerS, Feeding, cancellation);
            await Task.Delay(KilledAfter, cancellation);
            var behind = await run.Edge.MetricAsync("orleanstwin_history_buffered_samples");
            await run.Edge.Process.KillAsync();
            var start = Stopwatch.GetTimestamp();
            await run.RestartAsync();
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            await publishing;
            await run.QuietAsync();
            var lost = run.Publisher.Published - await run.CountHistoryAsync(Plant);
            return
            [
                new("journaled samples to replay", behind, "samples"),
                new("serving again", seconds, "s"),
                new("lost", lost, "messages"),
            ];
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }
}
