using Microsoft.AspNetCore.Http;
using OrleansTwin.Api.Metrics;
using OrleansTwin.Api.Problems;

namespace OrleansTwin.Api.Queries;

/// <summary>
/// Places for files of history under way. Each holds a few megabytes and a reader of the store for as long as it takes, so there
/// are <see cref="ApiOptions.FilesInFlightMax"/> of them.
/// </summary>
internal sealed class FilePlaces(ApiOptions options, ApiCounters counters) : Budget(
    options.FilesInFlightMax,
    TurnedAway.Files,
    counters,
    Problem.Of(
        StatusCodes.Status429TooManyRequests,
        "As many files of history are under way as there may be.",
        $"At most {options.FilesInFlightMax} at the same time (Api:FilesInFlightMax).",
        "Ask again when another one is through; nothing was taken or sent."),
    comeBack: TimeSpan.FromSeconds(5))
{
    /// <exception cref="ProblemException">429: all places are taken.</exception>
    public Share Take() => Take(1);
}
