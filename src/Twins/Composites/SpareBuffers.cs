using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Composites;

/// <summary>
/// Buffers of open buckets, handed on from minute to minute: an open bucket's report grows every second, a settled one is kept at
/// its size. Not safe to share between threads.
/// </summary>
internal sealed class SpareBuffers
{
    /// <summary>Large enough for the report of a machine that has seen many states and meters within a minute.</summary>
    private const int BytesMin = 256;

    private const int SpareMax = 4096;

    private readonly Stack<byte[]> _spare = new();

    /// <summary>To pack with, for one caller at a time.</summary>
    public StateWriter Writer { get; } = new();

    public byte[] Rent(int bytesMin) =>
        bytesMin <= BytesMin && _spare.TryPop(out var buffer) ? buffer : new byte[Math.Max(BytesMin, 2 * bytesMin)];

    public void Return(byte[] buffer)
    {
        if (buffer.Length == BytesMin && _spare.Count < SpareMax)
            _spare.Push(buffer);
    }
}
