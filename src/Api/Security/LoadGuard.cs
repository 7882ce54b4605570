using Microsoft.AspNetCore.Http;
using OrleansTwin.Api.Metrics;
using OrleansTwin.Api.Problems;

namespace OrleansTwin.Api.Security;

/// <summary>
/// Turns requests away before work piles up: more than may be worked on together, or more than one client may send in a second.
/// Runs after the key guard, which says whose request it is, and before any body is read.
/// </summary>
internal sealed class LoadGuard(
    RequestDelegate next, ApiOptions options, ClientRates rates, RequestLatencies requests, ApiCounters counters)
{
    private static readonly TimeSpan ComeBack = TimeSpan.FromSeconds(1);

    public Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments("/api"))
            return next(context);
        if (options.RequestsPerSecondMax > 0 && !rates.Take(KeyGuard.ClientOf(context)))
            throw TooMany();
        return context.GetEndpoint()?.Metadata.GetMetadata<OpenEnded>() is null ? CountedAsync(context) : next(context);
    }

    private async Task CountedAsync(HttpContext context)
    {
        try
        {
            if (requests.Enter() > options.RequestsInFlightMax)
                throw Full();
            await next(context);
        }
        finally
        {
            requests.Leave();
        }
    }

    private ProblemException TooMany()
    {
        counters.CountTurnedAway(TurnedAway.ClientRate);
        return new ProblemException(
            StatusCodes.Status429TooManyRequests,
            "This client has sent more requests within a second than it may.",
            $"At most {options.RequestsPerSecondMax} requests a second (Api:RequestsPerSecondMax).",
            "Ask less often; /api/v1/live tells of changes without being asked.") { RetryAfter = ComeBack };
    }

    private ProblemException Full()
    {
        counters.CountTurnedAway(TurnedAway.InFlight);
        return new ProblemException(
            StatusCodes.Status503ServiceUnavailable,
            "As many requests are being worked on as there may be.",
            $"At most {options.RequestsInFlightMax} at the same time (Api:RequestsInFlightMax).",
            "Send it again after the time in Retry-After; nothing of it was taken.") { RetryAfter = ComeBack };
    }
}
