using OrleansTwin.Api.Metrics;
using OrleansTwin.Api.Problems;

namespace OrleansTwin.Api.Queries;

/// <summary>
/// What requests under way may hold together: a share is taken before the work and given back behind it. Where none is left, the
/// request ends with the problem <paramref name="full"/> and may come back after <paramref name="comeBack"/>.
/// </summary>
internal abstract class Budget(long max, TurnedAway reason, ApiCounters counters, Problem full, TimeSpan comeBack)
{
    private long _taken;

    protected Share Take(long amount)
    {
        if (Interlocked.Add(ref _taken, amount) <= max)
            return new Share(this, amount);
        Interlocked.Add(ref _taken, -amount);
        counters.CountTurnedAway(reason);
        throw new ProblemException(full) { RetryAfter = comeBack };
    }

    /// <summary>One request's, until disposed.</summary>
    public readonly struct Share(Budget budget, long amount) : IDisposable
    {
        public void Dispose() => Interlocked.Add(ref budget._taken, -amount);
    }
}
