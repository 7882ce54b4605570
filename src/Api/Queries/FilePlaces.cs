using Microsoft.AspNetCore.Http;
using OrleansTwin.Api.Metrics;
using OrleansTwin.Api.Problems;

namespace OrleansTwin.Api.Queries;

/// <summary>
/// Places for files of history under way. Each holds a few megabytes and a reader of the store for as long as it takes, so there
/// are <see cref="ApiOptions.FilesInFlightMax"/> of them.
/// </summary>
internal sealed class FilePlaces(ApiOptions options, ApiCounters counters)
{
    private static readonly TimeSpan ComeBack = TimeSpan.FromSeconds(5);

    private int _taken;

    /// <exception cref="ProblemException">429: all places are taken.</exception>
    public Place Take()
    {
        if (Interlocked.Increment(ref _taken) <= options.FilesInFlightMax)
            return new Place(this);
        Interlocked.Decrement(ref _taken);
        counters.CountTurnedAway(TurnedAway.Files);
        throw new ProblemException(
            StatusCodes.Status429TooManyRequests,
            "As many files of history are under way as there may be.",
            $"At most {options.FilesInFlightMax} at the same time (Api:FilesInFlightMax).",
            "Ask again when another one is through; nothing was taken or sent.") { RetryAfter = ComeBack };
    }

    /// <summary>A file's place, until disposed.</summary>
    public readonly struct Place(FilePlaces places) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref places._taken);
    }
}
