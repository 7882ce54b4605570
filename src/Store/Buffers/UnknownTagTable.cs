namespace OrleansTwin.Store.Buffers;

/// <summary>The unknown tags in memory, and which of them a checkpoint has to write.</summary>
internal sealed class UnknownTagTable(StoreOptions options) : IUnknownTags
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, UnknownTag> _tags = new(StringComparer.Ordinal);
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);
    private long _turnedAway;

    public int Count
    {
        get
        {
            lock (_lock)
                return _tags.Count;
        }
    }

    public long TurnedAway => Interlocked.Read(ref _turnedAway);

    public void Saw(string tag, long atTicks, string value)
    {
        var shown = value.Length <= options.UnknownValueCharsMax ? value : value[..options.UnknownValueCharsMax];
        lock (_lock)
        {
            if (_tags.TryGetValue(tag, out var known))
                _tags[tag] = known with { LastSeenTicks = atTicks, Count = known.Count + 1, LastValue = shown };
            else if (_tags.Count < options.UnknownTagsMax && tag.Length <= options.NameCharsMax)
                _tags.Add(tag, new UnknownTag(tag, atTicks, atTicks, 1, shown));
            else
                _turnedAway++;
            if (_tags.ContainsKey(tag))
                _changed.Add(tag);
        }
    }

    public IReadOnlyList<UnknownTag> List(int limit, string? after = null, string? contains = null)
    {
        lock (_lock)
        {
            return [.. _tags.Values
                .Where(tag => after is null || string.CompareOrdinal(tag.Tag, after) > 0)
                .Where(tag => contains is null || tag.Tag.Contains(contains, StringComparison.OrdinalIgnoreCase))
                .Take(limit)];
        }
    }

    public bool Forget(string tag)
    {
        lock (_lock)
        {
            _changed.Add(tag);
            return _tags.Remove(tag);
        }
    }

    public void Load(UnknownTag tag)
    {
        lock (_lock)
            _tags[tag.Tag] = tag;
    }

    /// <summary>The tags changed since the last call with what they are now; null: forgotten.</summary>
    public List<(string Tag, UnknownTag? Now)> TakeChanges()
    {
        lock (_lock)
        {
            List<(string, UnknownTag?)> changes = [.. _changed.Select(tag => (tag, _tags.GetValueOrDefault(tag)))];
            _changed.Clear();
            return changes;
        }
    }

    /// <summary>The changes taken could not be written.</summary>
    public void GiveBack(List<(string Tag, UnknownTag? Now)> changes)
    {
        lock (_lock)
            _changed.UnionWith(changes.Select(static change => change.Tag));
    }
}
