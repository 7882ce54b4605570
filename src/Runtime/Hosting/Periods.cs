namespace OrleansTwin.Runtime.Hosting;

/// <summary>Work that comes again and again.</summary>
internal static class Periods
{
    /// <summary>Does it once a period, one after the other, until cancelled; what it throws ends it.</summary>
    public static async Task EveryAsync(
        this TimeProvider time, TimeSpan period, Func<CancellationToken, Task> work, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation))
                await work(cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Asked to stop.
        }
    }
}
