namespace OrleansTwin.Store.Buffers;

/// <summary>A counter that many threads add to: 64 places, each on its own cache line.</summary>
internal sealed class StripedCounter
{
    private const int Stripes = 64;
    private const int Stride = 16;

    private readonly long[] _places = new long[Stripes * Stride];

    public void Add(int stripe, long count) => Interlocked.Add(ref _places[(stripe % Stripes) * Stride], count);

    public long Sum()
    {
        long sum = 0;
        for (var i = 0; i < Stripes; i++)
            sum += Volatile.Read(ref _places[i * Stride]);
        return sum;
    }
}
