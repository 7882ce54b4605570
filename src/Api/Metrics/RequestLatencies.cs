using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OrleansTwin.Diagnostics;

namespace OrleansTwin.Api.Metrics;

/// <summary>How long requests take, by endpoint; what was never asked for has no series.</summary>
internal sealed class RequestLatencies : IMetricSource
{
    private const string NoEndpoint = "none";

    private readonly ConcurrentDictionary<string, LatencyHistogram> _routes = new(StringComparer.Ordinal);
    private readonly LatencyHistogram _livePush = new();
    private int _inFlight;

    /// <summary>From a watched twin's change to its being written to a subscriber.</summary>
    public LatencyHistogram LivePush => _livePush;

    public LatencyHistogram Of(Endpoint? endpoint) =>
        _routes.GetOrAdd(RouteOf(endpoint), static _ => new LatencyHistogram());

    /// <summary>The endpoint's template, so that a series is an endpoint and not an id.</summary>
    public static string RouteOf(Endpoint? endpoint) => (endpoint as RouteEndpoint)?.RoutePattern.RawText ?? NoEndpoint;

    public int Enter() => Interlocked.Increment(ref _inFlight);

    public void Leave() => Interlocked.Decrement(ref _inFlight);

    public IEnumerable<MetricFamily> Read() =>
    [
        MetricLayer.Api.Latency(
            "orleanstwin_api_request_seconds", "Requests by endpoint, from their headers to the end of the answer.",
            _routes.Select(pair => new MetricPoint("route", pair.Key, pair.Value))),
        MetricLayer.Api.Gauge(
            "orleanstwin_api_requests_in_flight", "{request}", "Requests under /api that are being worked on.",
            Volatile.Read(ref _inFlight)),
        MetricLayer.Api.Latency(
            "orleanstwin_api_live_push_seconds", "From a watched twin's change to its being written to a subscriber.",
            _livePush),
    ];
}
