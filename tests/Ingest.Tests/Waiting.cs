namespace OrleansTwin.Ingest.Tests;

/// <summary>Waits on events, with an error that names the event that did not come.</summary>
internal static class Waiting
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static async Task Within(this Task task, string what)
    {
        if (await Task.WhenAny(task, Task.Delay(Limit)) != task)
            throw new TimeoutException($"Did not come within {Limit.TotalSeconds:F0} s: {what}.");
        await task;
    }

    public static async Task<T> Within<T>(this Task<T> task, string what)
    {
        await ((Task)task).Within(what);
        return await task;
    }

    public static Task Within(this ValueTask task, string what) => task.AsTask().Within(what);

    /// <summary>Asks again and again, for state that announces no change.</summary>
    public static Task Until(Func<bool> condition, string what)
    {
        var reached = Task.Run(async () =>
        {
            while (!condition())
                await Task.Yield();
        });
        return reached.Within(what);
    }
}
