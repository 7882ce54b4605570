using System.Diagnostics;

namespace OrleansTwin.Bench.Harness;

/// <summary>
/// Runs a piece of work several times and keeps the best and the median: the best tells what the code can do, the median what
/// this machine let it do. Warm-up runs come first, until the compiler has optimised what is hot.
/// </summary>
internal static class Loop
{
    private const int RunsMin = 7;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan Measuring = TimeSpan.FromSeconds(3);

    /// <param name="operations">How many operations one call of <paramref name="work"/> is.</param>
    /// <param name="work">What is measured.</param>
    /// <param name="prepare">Called before each run, outside the measurement.</param>
    public static LoopResult Measure(long operations, Action work, Action? prepare = null)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < WarmUp;)
            Once(work, prepare);
        var seconds = new List<double>();
        var bytes = long.MaxValue;
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Measuring || seconds.Count < RunsMin;)
        {
            var (elapsed, allocated) = Once(work, prepare);
            seconds.Add(elapsed);
            bytes = Math.Min(bytes, allocated);
        }

        seconds.Sort();
        return new LoopResult(
            operations / seconds[0], operations / seconds[seconds.Count / 2], (double)bytes / operations, seconds.Count);
    }

    private static (double Seconds, long Bytes) Once(Action work, Action? prepare)
    {
        prepare?.Invoke();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var start = Stopwatch.GetTimestamp();
        work();
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return (seconds, GC.GetTotalAllocatedBytes(precise: true) - before);
    }
}

/// <summary>
/// Operations per second in the best and the median run, and the fewest bytes that a run allocated on all threads.
/// </summary>
internal sealed record LoopResult(double BestPerSecond, double MedianPerSecond, double BytesPerOperation, int Runs);
