using System.Collections.Concurrent;

namespace OrleansTwin.Store.Buffers;

/// <summary>
/// The damage that is known. Whoever finds some, on any thread, reports it and goes on without; the writer sets it aside when it
/// comes by.
/// </summary>
internal sealed class DamageBook
{
    private const int ListedMax = 10_000;

    private readonly Lock _lock = new();
    private readonly List<Damage> _all = [];
    private readonly HashSet<(string Table, long Id, long Crc)> _known = [];
    private readonly ConcurrentQueue<FoundDamage> _found = new();
    private long _count;
    private long _accepted;

    /// <summary>All that was ever found, also what is no longer listed.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>How many of them, the oldest, somebody has accepted.</summary>
    public long Accepted => Interlocked.Read(ref _accepted);

    public void Accept(long count) => Interlocked.Exchange(ref _accepted, count);

    /// <summary>The newest first.</summary>
    public IReadOnlyList<Damage> List(int limit = int.MaxValue)
    {
        lock (_lock)
            return [.. _all.AsEnumerable().Reverse().Take(limit)];
    }

    /// <summary>
    /// A row that is damaged, known by its id and checksum, since ids are used again; the same row is told once. Without a table
    /// there is nothing to set aside.
    /// </summary>
    public void Report(string table, long id, long crc, Damage damage)
    {
        lock (_lock)
        {
            if (!_known.Add((table, id, crc)))
                return;
        }

        Add(damage);
        _found.Enqueue(new FoundDamage(table, id, crc, damage));
    }

    public void Add(Damage damage)
    {
        lock (_lock)
        {
            _all.Add(damage);
            if (_all.Count > ListedMax)
                _all.RemoveAt(0);
            Interlocked.Increment(ref _count);
        }
    }

    public bool TryTake(out FoundDamage found) => _found.TryDequeue(out found);

    /// <summary>The stretches of a sensor's samples that are damaged, as they overlap a window.</summary>
    public void AddGaps(int sensorKey, long fromTicks, long toTicks, List<HistoryGap> into)
    {
        if (Count == 0)
            return;
        lock (_lock)
        {
            foreach (var damage in _all)
            {
                if (damage.TwinKey == sensorKey && IsOfSamples(damage, fromTicks, toTicks))
                    into.Add(new HistoryGap(damage.FromTicks, damage.ToTicks, HistoryGapCause.Damage));
            }
        }
    }

    /// <summary>See <see cref="IDamageReport.LostSamples"/>.</summary>
    public IReadOnlyList<Damage> LostSamples(IReadOnlySet<int> sensorKeys, long fromTicks, long toTicks)
    {
        if (Count <= Accepted)
            return [];
        lock (_lock)
        {
            return
            [
                .. Enumerable.Reverse(_all).Take((int)Math.Min(_all.Count, Count - Accepted))
                    .Where(damage => IsOfSamples(damage, fromTicks, toTicks) && sensorKeys.Contains(damage.TwinKey)),
            ];
        }
    }

    private static bool IsOfSamples(Damage damage, long fromTicks, long toTicks) =>
        damage.Kind == DamageKind.Samples && damage.FromTicks < toTicks && damage.ToTicks > fromTicks;
}

/// <summary>A damaged row on its way out of its table.</summary>
internal readonly record struct FoundDamage(string Table, long Id, long Crc, Damage Damage);
