namespace OrleansTwin.Peers;

/// <summary>Waits on an event, with a limit that names what did not come.</summary>
public static class Wait
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    public static Task<T> For<T>(string what, Task<T> task) => For(what, task, Limit);

    public static Task For(string what, Task task) => For(what, task, Limit);

    public static Task For(string what, Task task, TimeSpan limit) => For(what, Wrap(task), limit);

    private static async Task<T> For<T>(string what, Task<T> task, TimeSpan limit)
    {
        try
        {
            return await task.WaitAsync(limit);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Did not come within {limit.TotalSeconds} s: {what}.");
        }
    }

    private static async Task<bool> Wrap(Task task)
    {
        await task;
        return true;
    }
}
