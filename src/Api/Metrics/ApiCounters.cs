using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using OrleansTwin.Diagnostics;

namespace OrleansTwin.Api.Metrics;

/// <summary>What the gateway itself counts; everything that it turns away is here.</summary>
internal sealed class ApiCounters
{
    private static readonly string[] TurnedAwayWords =
        [.. Enum.GetNames<TurnedAway>().Select(JsonNamingPolicy.CamelCase.ConvertName)];

    private readonly ConcurrentDictionary<int, long> _problems = new();
    private readonly long[] _turnedAway = new long[TurnedAwayWords.Length];
    private long _failedKeys;
    private long _refusedAddresses;
    private long _foreign;
    private long _liveEvents;
    private long _liveCoalesced;
    private long _liveGaps;
    private long _liveRefused;
    private long _livePollFailures;

    public void CountProblem(int status) => _problems.AddOrUpdate(status, 1, static (_, count) => count + 1);

    public void CountTurnedAway(TurnedAway reason) => Interlocked.Increment(ref _turnedAway[(int)reason]);

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
        MetricLayer.Api.Counter(
            "orleanstwin_api_problems_total", "{answer}", "Answers that were problems, by HTTP status.", Problems()),
        MetricLayer.Api.Counter(
            "orleanstwin_api_turned_away_total", "{request}", "Requests turned away by a limit, by reason.",
            TurnedAwayWords.Select((word, reason) => new MetricPoint("reason", word, Interlocked.Read(ref _turnedAway[reason])))),
        Counter("failed_keys", "{request}", "Requests with a missing or wrong API key.", ref _failedKeys),
        Counter("refused_addresses", "{request}", "Requests refused after too many failed keys.", ref _refusedAddresses),
        Counter("foreign_requests", "{request}", "Requests refused for their Host or Origin header.", ref _foreign),
        Counter("live_events", "{event}", "Changes of watched twins.", ref _liveEvents),
        Counter("live_coalesced", "{event}", "Changes that newer ones overtook for a slow reader.", ref _liveCoalesced),
        Counter("live_gaps", "{event}", "Reconnects that could not be resumed without a gap.", ref _liveGaps),
        Counter("live_refused", "{request}", "Subscriptions refused by a limit.", ref _liveRefused),
        Counter("live_poll_failures", "{round}", "Rounds in which the host gave no views.", ref _livePollFailures),
        MetricLayer.Api.Gauge(
            "orleanstwin_api_live_subscriptions", "{subscription}", "Open live subscriptions.", subscriptions),
        MetricLayer.Api.Gauge("orleanstwin_api_live_watched_twins", "{twin}", "Twins that somebody watches.", watchedTwins),
    ];

    private static MetricFamily Counter(string name, string unit, string help, ref long count) =>
        MetricLayer.Api.Counter($"orleanstwin_api_{name}_total", unit, help, Interlocked.Read(ref count));

    private MetricPoint[] Problems() =>
        [.. _problems.OrderBy(pair => pair.Key).Select(pair =>
            new MetricPoint("status", pair.Key.ToString(CultureInfo.InvariantCulture), pair.Value))];
}

/// <summary>Which limit turned a request away before it was worked on.</summary>
internal enum TurnedAway
{
    /// <summary><see cref="ApiOptions.RequestsInFlightMax"/>.</summary>
    InFlight = 0,

    /// <summary><see cref="ApiOptions.RequestsPerSecondMax"/>.</summary>
    ClientRate = 1,

    /// <summary><see cref="ApiOptions.TelemetryBytesInFlightMax"/>.</summary>
    TelemetryBytes = 2,

    /// <summary><see cref="ApiOptions.FilesInFlightMax"/>.</summary>
    Files = 3,
}
