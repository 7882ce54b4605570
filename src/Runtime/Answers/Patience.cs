namespace OrleansTwin.Runtime.Answers;

/// <summary>How long questions wait.</summary>
internal static class Patience
{
    /// <summary>For a partition that is busy, for folds that wait for a database.</summary>
    public static readonly TimeSpan Answer = TimeSpan.FromSeconds(5);

    /// <summary>For the history, of which a question may want a year of many sensors.</summary>
    public static readonly TimeSpan Reading = TimeSpan.FromSeconds(60);

    /// <summary>More for a shard than it takes itself: its own word about the cause is the better one.</summary>
    public static readonly TimeSpan Way = TimeSpan.FromSeconds(1);
}
