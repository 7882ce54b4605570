using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Live;
using OrleansTwin.Diagnostics;

namespace OrleansTwin.Api.Metrics;

/// <summary>
/// All metrics of the process at one moment, of the host, the gateway and every other registered <see cref="IMetricSource"/>:
/// what each exporter shows.
/// </summary>
public sealed class ApiMetrics
{
    private readonly ITwinHost _host;
    private readonly ApiCounters _counters;
    private readonly LiveHub _hub;
    private readonly IReadOnlyList<IMetricSource> _others;

    internal ApiMetrics(ITwinHost host, ApiCounters counters, LiveHub hub, IEnumerable<IMetricSource> others) =>
        (_host, _counters, _hub, _others) = (host, counters, hub, [.. others]);

    public IReadOnlyList<MetricFamily> Read() =>
    [
        .. _host.ReadMetrics(),
        .. _counters.Read(_hub.Counts.Subscriptions, _hub.Counts.WatchedTwins),
        .. _others.SelectMany(source => source.Read()),
    ];
}
