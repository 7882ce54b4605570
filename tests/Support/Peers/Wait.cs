namespace OrleansTwin.Peers;

/// <summary>Waits on an event, with a limit that names what did not come.</summary>
public static class Wait
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    public static async Task<T> For<T>(string what, Task<T> task)
    {
        try
        {
            return await task.WaitAsync(Limit);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Did not come within {Limit.TotalSeconds} s: {what}.");
        }
    }

    public static Task For(string what, Task task) => For(what, Wrap(task));

    private static async Task<bool> Wrap(Task task)
    {
        await task;
        return true;
    }
}
