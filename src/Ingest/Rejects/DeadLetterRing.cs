namespace OrleansTwin.Ingest.Rejects;

/// <summary>The latest dead letters in memory; older ones give way and are counted.</summary>
public sealed class DeadLetterRing(int capacity = 1000) : IDeadLetters
{
    private readonly DeadLetter[] _letters = new DeadLetter[capacity];
    private readonly Lock _gate = new();
    private long _added;

    /// <summary>Dead letters that gave way to newer ones.</summary>
    public long Overwritten
    {
        get
        {
            lock (_gate)
                return Math.Max(0, _added - _letters.Length);
        }
    }

    public void Add(DeadLetter letter)
    {
        lock (_gate)
            _letters[_added++ % _letters.Length] = letter;
    }

    /// <summary>Newest first, at most <paramref name="limit"/>.</summary>
    public IReadOnlyList<DeadLetter> Latest(int limit = int.MaxValue)
    {
        lock (_gate)
        {
            var count = (int)Math.Min(Math.Min(limit, _letters.Length), _added);
            var latest = new DeadLetter[count];
            for (var i = 0; i < count; i++)
                latest[i] = _letters[(_added - 1 - i) % _letters.Length];
            return latest;
        }
    }
}
