namespace OrleansTwin.Edge.Commands.Health;

/// <summary>The threads that this process lends to learning: one for each processor.</summary>
internal static class HostThreads
{
    public static void ForEach(int count, Action<int> body) => Parallel.For(0, count, body);
}
