namespace OrleansTwin.Edge.Commands;

/// <summary>
/// A plant at rest has its memory put in order. What a checkpoint has written is garbage that has become old, a quarter of what
/// the twins take where the minute of a whole plant ends, and nothing but allocations would ask for its collection. While
/// nothing comes in nobody waits, so the collector may stop everything, close the holes and give the room back.
/// </summary>
internal sealed class TimeOfRest(Func<long> heapBytes, Action collect)
{
    /// <summary>Less is not worth a stop, which takes about a millisecond for each megabyte that lives.</summary>
    public const long GrowthMax = 64 * 1024 * 1024;

    private long _lastBytes = heapBytes();

    public TimeOfRest()
        : this(static () => GC.GetTotalMemory(forceFullCollection: false), Collect)
    {
    }

    /// <summary>A checkpoint is written, and nothing has come in since the one before.</summary>
    public void Use()
    {
        if (heapBytes() - _lastBytes <= GrowthMax)
            return;
        collect();
        _lastBytes = heapBytes();
    }

    private static void Collect() =>
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
}
