namespace OrleansTwin.Store.Buffers;

/// <summary>The newest dead letters in memory. Ids count up; what is above the last saved id is new to the database.</summary>
internal sealed class DeadLetterRing(StoreOptions options) : IDeadLetters
{
    private readonly Lock _lock = new();
    private readonly Queue<DeadLetter> _letters = new();
    private long _lastId;

    public long Total
    {
        get
        {
            lock (_lock)
                return _lastId;
        }
    }

    public long Add(DeadLetter letter)
    {
        var kept = letter with
        {
            Topic = Cut(letter.Topic),
            Detail = Cut(letter.Detail),
            PayloadHead = letter.PayloadHead[..Math.Min(letter.PayloadHead.Length, options.DeadLetterHeadBytes)],
        };
        lock (_lock)
        {
            Enqueue(kept with { Id = ++_lastId });
            return _lastId;
        }
    }

    public IReadOnlyList<DeadLetter> List(int limit, long beforeId = long.MaxValue)
    {
        lock (_lock)
            return [.. _letters.Reverse().Where(letter => letter.Id < beforeId).Take(limit)];
    }

    public void Load(DeadLetter letter)
    {
        lock (_lock)
        {
            _lastId = Math.Max(_lastId, letter.Id);
            Enqueue(letter);
        }
    }

    public List<DeadLetter> After(long savedId)
    {
        lock (_lock)
            return [.. _letters.Where(letter => letter.Id > savedId)];
    }

    private void Enqueue(DeadLetter letter)
    {
        _letters.Enqueue(letter);
        if (_letters.Count > options.DeadLettersMax)
            _letters.Dequeue();
    }

    private string Cut(string text) => text.Length <= options.NameCharsMax ? text : text[..options.NameCharsMax];
}
