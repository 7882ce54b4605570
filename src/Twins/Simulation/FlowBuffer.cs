namespace OrleansTwin.Twins.Simulation;

/// <summary>The places between two stations, first in first out. With capacity 0 a piece goes from hand to hand.</summary>
internal sealed class FlowBuffer(Station from, Station to, int capacity, long startTicks)
{
    private readonly Queue<Job> _pieces = new();
    private Int128 _levelTicks;
    private long _changedTicks = startTicks;

    public Station From => from;

    public Station To => to;

    public int Capacity => capacity;

    public int Level => _pieces.Count;

    public bool HasSpace => _pieces.Count < capacity;

    /// <summary>From 0 to 1; NaN without capacity.</summary>
    public double FillRatio => (double)_pieces.Count / capacity;

    public void Put(Job piece, long now)
    {
        CountLevel(now);
        _pieces.Enqueue(piece);
    }

    public Job Take(long now)
    {
        CountLevel(now);
        return _pieces.Dequeue();
    }

    /// <summary>
    /// The piece that is next to leave: the first in the buffer, or one that waits in the station before it; null if
    /// there is none.
    /// </summary>
    public Job? Peek() => _pieces.Count > 0 ? _pieces.Peek() : from.BlockedPiece;

    /// <summary>Level times time since the start, in piece-ticks.</summary>
    public Int128 LevelTicks(long now)
    {
        CountLevel(now);
        return _levelTicks;
    }

    private void CountLevel(long now)
    {
        _levelTicks += (Int128)_pieces.Count * (now - _changedTicks);
        _changedTicks = now;
    }
}
