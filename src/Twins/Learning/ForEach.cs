namespace OrleansTwin.Twins.Learning;

/// <summary>
/// Runs <paramref name="body"/> for 0 to <paramref name="count"/> - 1, in any order and on any threads, and returns when all are
/// done. The core has no threads of its own: hosts lend theirs. What is learned does not depend on how many there are.
/// </summary>
public delegate void ForEach(int count, Action<int> body);

/// <summary>One after the other, on the caller's thread.</summary>
public static class InOrder
{
    public static void Run(int count, Action<int> body)
    {
        for (var i = 0; i < count; i++)
            body(i);
    }
}
