namespace OrleansTwin.Twins.Simulation;

/// <summary>
/// The next event of every station: a binary heap with one entry a station that can be moved, so that no cancelled event is
/// ever left in it. Events at the same tick come in the order of the stations: the same seed always gives the same run.
/// </summary>
internal sealed class EventCalendar
{
    private readonly long[] _ticks;
    private readonly int[] _heap;
    private readonly int[] _place;

    public EventCalendar(int stationCount)
    {
        _ticks = new long[stationCount];
        _heap = new int[stationCount];
        _place = new int[stationCount];
        for (var station = 0; station < stationCount; station++)
        {
            _ticks[station] = long.MaxValue;
            _heap[station] = station;
            _place[station] = station;
        }
    }

    /// <summary>Time of the earliest event; <see cref="long.MaxValue"/> when nothing will happen any more.</summary>
    public long NextTicks => _heap.Length == 0 ? long.MaxValue : _ticks[_heap[0]];

    public int NextStation => _heap[0];

    public void Set(int station, long ticks)
    {
        var earlier = ticks < _ticks[station];
        _ticks[station] = ticks;
        if (earlier)
            SiftUp(_place[station]);
        else
            SiftDown(_place[station]);
    }

    private bool IsBefore(int a, int b) => _ticks[a] < _ticks[b] || (_ticks[a] == _ticks[b] && a < b);

    private void SiftUp(int place)
    {
        var station = _heap[place];
        while (place > 0 && IsBefore(station, _heap[(place - 1) / 2]))
        {
            Put(_heap[(place - 1) / 2], place);
            place = (place - 1) / 2;
        }
        Put(station, place);
    }

    private void SiftDown(int place)
    {
        var station = _heap[place];
        while ((2 * place) + 1 < _heap.Length)
        {
            var child = (2 * place) + 1;
            if (child + 1 < _heap.Length && IsBefore(_heap[child + 1], _heap[child]))
                child++;
            if (!IsBefore(_heap[child], station))
                break;
            Put(_heap[child], place);
            place = child;
        }
        Put(station, place);
    }

    private void Put(int station, int place)
    {
        _heap[place] = station;
        _place[station] = place;
    }
}
