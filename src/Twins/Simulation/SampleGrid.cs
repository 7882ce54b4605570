namespace OrleansTwin.Twins.Simulation;

/// <summary>
/// When the sensors with a fixed rate sample: each at its own phase of its period, so that they don't come all at once.
/// Sensors of one period take turns in a ring; the earliest of the rings is next. Times are whole milliseconds.
/// </summary>
internal sealed class SampleGrid
{
    private readonly Ring[] _rings;
    private Ring? _next;

    /// <param name="members">Per sensor its index, its period (0: not on the grid) and a number that gives the phase.</param>
    /// <param name="startTicks">The first sample of each comes within one period after this.</param>
    public SampleGrid(IEnumerable<(int Channel, long PeriodTicks, ulong Phase)> members, long startTicks)
    {
        _rings = [.. members
            .Where(member => member.PeriodTicks > 0)
            .GroupBy(member => Math.Max(Resolution.Ticks, Resolution.Floor(member.PeriodTicks)))
            .OrderBy(group => group.Key)
            .Select(group => new Ring(group.Key, startTicks, group.Select(member => (member.Channel, member.Phase))))];
        FindNext();
    }

    public long NextTicks { get; private set; }

    /// <summary>The sensor that samples at <see cref="NextTicks"/>; moves on to the next.</summary>
    public int TakeChannel()
    {
        var channel = _next!.Take();
        FindNext();
        return channel;
    }

    private void FindNext()
    {
        NextTicks = long.MaxValue;
        foreach (var ring in _rings)
        {
            if (ring.NextTicks < NextTicks)
                (NextTicks, _next) = (ring.NextTicks, ring);
        }
    }

    private sealed class Ring
    {
        private readonly long _periodTicks;
        private readonly int[] _channels;
        private readonly long[] _phaseTicks;
        private long _roundTicks;
        private int _place;

        public Ring(long periodTicks, long startTicks, IEnumerable<(int Channel, ulong Phase)> members)
        {
            _periodTicks = periodTicks;
            _roundTicks = startTicks + Resolution.Ticks;
            var places = (ulong)(periodTicks / Resolution.Ticks);
            var placed = members
                .Select(member => (member.Channel, Ticks: (long)(member.Phase % places) * Resolution.Ticks))
                .OrderBy(member => member.Ticks).ThenBy(member => member.Channel)
                .ToList();
            _channels = [.. placed.Select(member => member.Channel)];
            _phaseTicks = [.. placed.Select(member => member.Ticks)];
            NextTicks = _roundTicks + _phaseTicks[0];
        }

        public long NextTicks { get; private set; }

        public int Take()
        {
            var channel = _channels[_place++];
            if (_place == _channels.Length)
            {
                _place = 0;
                _roundTicks += _periodTicks;
            }
            NextTicks = _roundTicks + _phaseTicks[_place];
            return channel;
        }
    }
}
