namespace OrleansTwin.Proofs;

/// <summary>Waits for what comes by itself: what is late is folded a little after it has come.</summary>
internal static class Patience
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Whether it came in time.</summary>
    public static async Task<bool> ComesAsync(TimeSpan limit, Func<Task<bool>> has)
    {
        var until = DateTime.UtcNow + limit;
        while (!await has())
        {
            if (DateTime.UtcNow > until)
                return false;
            await Task.Delay(Pause);
        }

        return true;
    }
}
