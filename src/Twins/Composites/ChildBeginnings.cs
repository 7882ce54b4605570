using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Composites;

/// <summary>
/// The first bucket that each child reported: a bucket is settled when every child that had begun by then has settled it, so a
/// child that joins later leaves older buckets settled.
/// </summary>
internal sealed class ChildBeginnings
{
    private readonly Dictionary<string, long> _firstTicks = new(StringComparer.Ordinal);
    private readonly List<long> _sorted = [];

    public void Add(string childId, long bucketTicks)
    {
        if (_firstTicks.TryGetValue(childId, out var first))
        {
            if (first <= bucketTicks)
                return;
            _sorted.Remove(first);
        }
        _firstTicks[childId] = bucketTicks;
        var place = _sorted.BinarySearch(bucketTicks);
        _sorted.Insert(place < 0 ? ~place : place, bucketTicks);
    }

    public int CountUpTo(long bucketTicks)
    {
        var place = _sorted.BinarySearch(bucketTicks + 1);
        if (place < 0)
            return ~place;
        while (place > 0 && _sorted[place - 1] > bucketTicks)
            place--;
        return place;
    }

    /// <summary>Forgets the children that are not among these.</summary>
    public void Keep(HashSet<string> childIds)
    {
        foreach (var childId in _firstTicks.Keys)
        {
            if (!childIds.Contains(childId))
                _firstTicks.Remove(childId);
        }
        _sorted.Clear();
        _sorted.AddRange(_firstTicks.Values);
        _sorted.Sort();
    }

    public void Write(StateWriter writer)
    {
        writer.WriteCount(_firstTicks.Count);
        foreach (var (childId, first) in _firstTicks.OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            writer.WriteString(childId);
            writer.WriteInt64(first);
        }
    }

    public void Read(ref StateReader reader)
    {
        for (var left = reader.ReadCount(reader.Remaining); left > 0; left--)
            Add(reader.ReadText(), reader.ReadInt64());
    }
}
