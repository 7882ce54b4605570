using OrleansTwin.Runtime.Shards;

namespace OrleansTwin.Runtime.Lives;

/// <summary>
/// What other shards have told of lives. A shard that does not answer, or not yet knows the question, is left out, or counts with
/// what it told last.
/// </summary>
/// <param name="others">Those that are asked.</param>
/// <param name="period">How old an answer may become.</param>
/// <param name="retry">When who did not answer is asked again.</param>
internal sealed class LivesElsewhere(IReadOnlyList<IShard> others, TimeSpan period, TimeSpan retry)
{
    private const int AskedAtATime = 4;

    private readonly Dictionary<LifeKind, KindLives>?[] _answers = new Dictionary<LifeKind, KindLives>?[others.Count];
    private readonly long[] _dueTicks = new long[others.Count];
    private volatile bool _hasAsked;

    /// <summary>All were asked once, whatever they said.</summary>
    public bool HasAsked => _hasAsked;

    /// <summary>With the one that asks.</summary>
    public int Shards => 1 + others.Count;

    /// <summary>Of which lives are known.</summary>
    public int Known => 1 + _answers.Count(answer => answer is not null);

    /// <summary>There is something else to ask for.</summary>
    public void Expire() => Array.Clear(_dueTicks);

    /// <summary>Asks those whose answer is missing or old.</summary>
    /// <returns>Something was answered.</returns>
    public async Task<bool> AskAsync(IReadOnlyList<LifeKind> kinds, long nowTicks, CancellationToken cancellation)
    {
        var due = kinds.Count == 0 ? [] : Enumerable.Range(0, others.Count).Where(at => nowTicks >= _dueTicks[at]).ToList();
        var options = new ParallelOptions { MaxDegreeOfParallelism = AskedAtATime, CancellationToken = cancellation };
        var answered = 0;
        await Parallel.ForEachAsync(due, options, async (at, cancelled) =>
        {
            var told = await AskAsync(others[at], kinds, cancelled);
            _dueTicks[at] = nowTicks + (told is null ? retry : period).Ticks;
            if (told is null)
                return;
            _answers[at] = told;
            Interlocked.Increment(ref answered);
        });
        _hasAsked = true;
        return answered > 0;
    }

    /// <summary>What each has told of a kind.</summary>
    public IEnumerable<KindLives> Of(LifeKind kind) =>
        _answers.Select(answer => answer?.GetValueOrDefault(kind)).OfType<KindLives>();

    private static async Task<Dictionary<LifeKind, KindLives>?> AskAsync(
        IShard shard, IReadOnlyList<LifeKind> kinds, CancellationToken cancellation)
    {
        try
        {
            var told = new Dictionary<LifeKind, KindLives>();
            foreach (var some in kinds.Chunk(KindLives.KindsMax))
            {
                foreach (var lives in await shard.ListLivesAsync(some, cancellation))
                    told[lives.Kind] = lives;
            }

            return told;
        }
        catch (Exception) when (!cancellation.IsCancellationRequested)
        {
            // It is away, or of an older build: it is told how many shards are known, and asked again.
            return null;
        }
    }
}
