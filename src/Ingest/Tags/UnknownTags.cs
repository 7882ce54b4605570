using OrleansTwin.Ingest.Sources;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Ingest.Tags;

/// <summary>
/// The tags that no sensor has, newest use first. Bounded: when full, the tag that was quiet for longest gives way and is
/// counted. Tells what has changed, so that its host can keep it over a restart. May be asked from any thread.
/// </summary>
public sealed class UnknownTags(int capacity = 10_000)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _byTag = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _byUse = new();
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _kept = new(StringComparer.Ordinal);
    private long _forgotten;

    /// <summary>Tags that gave way to others because the registry was full.</summary>
    public long Overflow => Interlocked.Read(ref _forgotten);

    public int Count
    {
        get
        {
            lock (_gate)
                return _byTag.Count;
        }
    }

    /// <summary>Newest use first, at most <paramref name="limit"/>.</summary>
    public IReadOnlyList<UnknownTag> Latest(int limit = int.MaxValue)
    {
        lock (_gate)
            return [.. _byUse.Take(limit).Select(entry => entry.Reading())];
    }

    public UnknownTag? Find(string tag)
    {
        lock (_gate)
            return _byTag.GetValueOrDefault(tag)?.Value.Reading();
    }

    /// <summary>Forgets the tags that <paramref name="isKnown"/> has a sensor for by now.</summary>
    public void RemoveAdopted(Func<string, bool> isKnown)
    {
        lock (_gate)
        {
            foreach (var tag in _byTag.Keys.Where(isKnown).ToList())
                Remove(tag);
        }
    }

    public void Saw(string tag, string source, long receiveTicks, in RawSample sample, ValueKind kind)
    {
        lock (_gate)
        {
            var node = _byTag.GetValueOrDefault(tag) ?? Insert(new Entry(tag, source, receiveTicks));
            node.Value.Saw(receiveTicks, sample, kind);
            _byUse.Remove(node);
            _byUse.AddFirst(node);
            _changed.Add(tag);
        }
    }

    /// <summary>Takes up what was kept, the tag that was quiet for longest first; before anything was seen.</summary>
    public void Restore(IEnumerable<UnknownTag> kept)
    {
        lock (_gate)
        {
            foreach (var tag in kept)
            {
                _kept.Add(tag.Tag);
                var node = Insert(new Entry(tag));
                _byUse.Remove(node);
                _byUse.AddFirst(node);
            }
        }
    }

    /// <summary>What has changed since the last call.</summary>
    public IReadOnlyList<UnknownTagChange> TakeChanges()
    {
        lock (_gate)
        {
            UnknownTagChange[] changes = [.. _changed.Select(tag => new UnknownTagChange(tag, Find(tag)))];
            _changed.Clear();
            foreach (var (tag, now) in changes)
                _ = now is null ? _kept.Remove(tag) : _kept.Add(tag);
            return changes;
        }
    }

    /// <summary>Changes that could not be kept; they come again.</summary>
    public void GiveBack(IReadOnlyList<UnknownTagChange> changes)
    {
        lock (_gate)
        {
            foreach (var (tag, _) in changes)
            {
                _kept.Add(tag);
                _changed.Add(tag);
            }
        }
    }

    private LinkedListNode<Entry> Insert(Entry entry)
    {
        if (_byTag.Count >= capacity)
        {
            Remove(_byUse.Last!.Value.Tag);
            _forgotten++;
        }
        return _byTag[entry.Tag] = _byUse.AddLast(entry);
    }

    // A tag that was never kept leaves no change behind, so that a flood of new tags leaves none.
    private void Remove(string tag)
    {
        if (!_byTag.Remove(tag, out var node))
            return;
        _byUse.Remove(node);
        _ = _kept.Contains(tag) ? _changed.Add(tag) : _changed.Remove(tag);
    }

    private sealed class Entry(string tag, string source, long firstSeenTicks)
    {
        private RawSample _last;
        private long _lastSeenTicks;
        private long _count;
        private ValueKind _kind;

        public Entry(UnknownTag kept)
            : this(kept.Tag, kept.Source, kept.FirstSeenTicks)
        {
            _last = new RawSample(kept.Tag, RawSample.NoTime, 0, kept.LastValue);
            (_lastSeenTicks, _count, _kind) = (kept.LastSeenTicks, kept.Count, kept.KindGuess);
        }

        public string Tag => tag;

        public void Saw(long ticks, in RawSample sample, ValueKind kind)
        {
            // One text among numbers makes it a text tag; numbers and booleans mixed are numbers.
            if (_count == 0 || kind == ValueKind.Text)
                _kind = kind;
            else if (kind != _kind && _kind != ValueKind.Text)
                _kind = ValueKind.Number;
            (_last, _lastSeenTicks, _count) = (sample, ticks, _count + 1);
        }

        public UnknownTag Reading() => new(tag, source, firstSeenTicks, _lastSeenTicks, _count, RawText.Of(_last), _kind);
    }
}
