using System.Collections.Concurrent;
using System.Globalization;
using OrleansTwin.Api.Hosting;

namespace OrleansTwin.Api.Metrics;

/// <summary>What the gateway itself counts; everything that it turns away is here.</summary>
internal sealed class ApiCounters
{
    private readonly ConcurrentDictionary<int, long> _problems = new();
    private long _failedKeys;
    private long _refusedAddresses;
    private long _foreign;
    private long _liveEvents;
    private long _liveCoalesced;
    private long _liveGaps;
    private long _liveRefused;
    private long _livePollFailures;

    public void CountProblem(int status) => _problems.AddOrUpdate(status, 1, static (_, count) => count + 1);

    public void CountFailedKey() => Interlocked.Increment(ref _failedKeys);

    public void CountRefusedAddress() => Interlocked.Increment(ref _refusedAddresses);

    public void CountForeign() => Interlocked.Increment(ref _foreign);

    public void CountLiveEvent() => Interlocked.Increment(ref _liveEvents);

    public void CountCoalesced(long events) => Interlocked.Add(ref _liveCoalesced, events);

    public void CountLiveGap() => Interlocked.Increment(ref _liveGaps);

    public void CountLiveRefused() => Interlocked.Increment(ref _liveRefused);

    public void CountPollFailure() => Interlocked.Increment(ref _livePollFailures);

    public IEnumerable<MetricFamily> Read(int subscriptions, int watchedTwins) =>
    [
        new("orleanstwin_api_problems_total", "Answers that were problems, by HTTP status.", MetricKind.Counter, Problems()),
        Counter("orleanstwin_api_failed_keys_total", "Requests with a missing or wrong API key.", ref _failedKeys),
        Counter("orleanstwin_api_refused_addresses_total", "Requests refused after too many failed keys.", ref _refusedAddresses),
        Counter("orleanstwin_api_foreign_requests_total", "Requests refused for their Host or Origin header.", ref _foreign),
        Counter("orleanstwin_api_live_events_total", "Changes of watched twins.", ref _liveEvents),
        Counter("orleanstwin_api_live_coalesced_total", "Changes that newer ones overtook.", ref _liveCoalesced),
        Counter("orleanstwin_api_live_gaps_total", "Reconnects that could not be resumed without a gap.", ref _liveGaps),
        Counter("orleanstwin_api_live_refused_total", "Subscriptions refused by a limit.", ref _liveRefused),
        Counter("orleanstwin_api_live_poll_failures_total", "Rounds in which the host gave no views.", ref _livePollFailures),
        MetricFamily.Of("orleanstwin_api_live_subscriptions", "Open live subscriptions.", MetricKind.Gauge, subscriptions),
        MetricFamily.Of("orleanstwin_api_live_watched_twins", "Twins that somebody watches.", MetricKind.Gauge, watchedTwins),
    ];

    private static MetricFamily Counter(string name, string help, ref long count) =>
        MetricFamily.Of(name, help, MetricKind.Counter, Interlocked.Read(ref count));

    private MetricPoint[] Problems() =>
        [.. _problems.OrderBy(pair => pair.Key).Select(pair =>
            new MetricPoint([new MetricLabel("status", pair.Key.ToString(CultureInfo.InvariantCulture))], pair.Value))];
}
