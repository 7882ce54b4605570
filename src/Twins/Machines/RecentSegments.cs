namespace OrleansTwin.Twins.Machines;

/// <summary>
/// The past that a fold may still have to divide up: what the machine did since the last meter sample and since an interruption
/// began. Bounded: when full, the oldest stretch is merged into its successor, which keeps the time and blurs only its activity.
/// </summary>
internal sealed class RecentSegments
{
    public const int CapacityMax = 512;

    private readonly List<Segment> _segments = [];

    public int Count => _segments.Count;

    public Segment this[int index] => _segments[index];

    public void Add(in Segment segment)
    {
        if (_segments.Count == CapacityMax)
        {
            _segments[1] = _segments[1] with { StartTicks = _segments[0].StartTicks };
            _segments.RemoveAt(0);
        }

        _segments.Add(segment);
    }

    /// <summary>Forgets what ended at or before a moment.</summary>
    public void ForgetBefore(long ticks)
    {
        var stale = 0;
        while (stale < _segments.Count && _segments[stale].EndTicks <= ticks)
            stale++;
        if (stale > 0)
            _segments.RemoveRange(0, stale);
    }

    /// <summary>Turns own interruptions since a moment into breakdown.</summary>
    public void Reclassify(long sinceTicks, Func<Segment, Segment> change)
    {
        for (var i = 0; i < _segments.Count; i++)
        {
            if (_segments[i].EndTicks > sinceTicks)
                _segments[i] = change(_segments[i]);
        }
    }

    public void Clear() => _segments.Clear();
}
