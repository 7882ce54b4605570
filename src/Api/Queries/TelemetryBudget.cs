using Microsoft.AspNetCore.Http;
using OrleansTwin.Api.Metrics;
using OrleansTwin.Api.Problems;

namespace OrleansTwin.Api.Queries;

/// <summary>
/// Memory for telemetry bodies, taken before a body is read and given back when it is answered: however many clients send at
/// once while the store is slow, they hold no more than <see cref="ApiOptions.TelemetryBytesInFlightMax"/>.
/// </summary>
internal sealed class TelemetryBudget(ApiOptions options, ApiCounters counters) : Budget(
    options.TelemetryBytesInFlightMax,
    TurnedAway.TelemetryBytes,
    counters,
    Problem.Of(
        StatusCodes.Status429TooManyRequests,
        "As much telemetry is being taken in as there may be.",
        $"At most {options.TelemetryBytesInFlightMax} bytes at the same time (Api:TelemetryBytesInFlightMax).",
        "Send the batch again after the time in Retry-After; nothing of it was taken."),
    comeBack: TimeSpan.FromSeconds(1))
{
    /// <exception cref="ProblemException">429: there is no room for the body now.</exception>
    public Share Take(HttpRequest request) =>
        // A body that is too long is refused where it is read, by its length.
        Take(Math.Min(request.ContentLength ?? options.TelemetryBytesMax, options.TelemetryBytesMax));
}
