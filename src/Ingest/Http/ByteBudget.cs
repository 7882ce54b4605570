namespace OrleansTwin.Ingest.Http;

/// <summary>Memory that all bodies under way share.</summary>
internal sealed class ByteBudget(long bytesMax)
{
    private long _taken;

    public bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= bytesMax)
            return true;
        Return(bytes);
        return false;
    }

    public void Return(int bytes) => Interlocked.Add(ref _taken, -bytes);
}
