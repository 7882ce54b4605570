using System.Text.Json;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Json;
using OrleansTwin.Api.Metrics;

namespace OrleansTwin.Api.Live;

/// <summary>
/// Carries changes of twins, and of the alarms below them, to those who watch them. A watched twin's view is written to JSON
/// once, compared with the one before, and, where it differs, given the next sequence number, put into the ring and offered to
/// every subscriber of that twin. Twins that nobody watches cost nothing; a watch outlives its last subscriber by
/// <see cref="ApiOptions.LiveLinger"/>, so that a reconnect finds the events in between.
/// </summary>
public sealed class LiveHub
{
    private readonly ApiOptions _options;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly LiveRing _ring;
    private readonly Dictionary<string, Watch> _watches = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _perClient = new(StringComparer.Ordinal);
    private int _subscriptions;

    internal LiveHub(ApiOptions options, ApiCounters counters, TimeProvider time)
    {
        (_options, Counters, _time) = (options, counters, time);
        _ring = new LiveRing(options.LiveRingMax);
        Epoch = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(4));
    }

    internal ApiCounters Counters { get; }

    /// <summary>Names this process in event ids.</summary>
    internal string Epoch { get; }

    internal (int Subscriptions, int WatchedTwins) Counts
    {
        get
        {
            lock (_gate)
                return (_subscriptions, _watches.Count);
        }
    }

    /// <summary>
    /// Tells the watchers of a twin at once, for hosts that would rather push than be asked every
    /// <see cref="ApiOptions.LivePeriod"/>. Thread safe.
    /// </summary>
    public void Publish(TwinView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        lock (_gate)
        {
            if (!_watches.ContainsKey(view.Id))
                return;
        }

        Record(LiveEventKind.Twin, view.Id, JsonSerializer.SerializeToUtf8Bytes(view, ApiJsonOptions.Shared));
    }

    /// <summary>The alarms at or below a twin.</summary>
    internal void PublishAlarms(LiveAlarms alarms) => Record(
        LiveEventKind.Alarms, LiveTopic.AlarmsOf(alarms.TwinId),
        JsonSerializer.SerializeToUtf8Bytes(alarms, ApiJsonOptions.Shared));

    /// <summary>The plant no longer has the twin.</summary>
    internal void PublishGone(string id) =>
        Record(LiveEventKind.Gone, id, JsonSerializer.SerializeToUtf8Bytes(new LiveGone(id), ApiJsonOptions.Shared));

    /// <summary>Topics that are watched now; watches that nobody came back to are ended.</summary>
    internal IReadOnlyList<string> Watched()
    {
        var now = _time.GetUtcNow();
        lock (_gate)
        {
            foreach (var (id, watch) in _watches)
            {
                if (watch.Subscribers.Count == 0 && now - watch.LeftAt >= _options.LiveLinger)
                    _watches.Remove(id);
            }

            return [.. _watches.Keys];
        }
    }

    /// <summary>
    /// Begins a subscription; null when a limit is reached. Twins whose view is known are offered at once (or, on a resume
    /// without a gap, their events since then); the caller has the others published.
    /// </summary>
    internal LiveSubscription? Join(IReadOnlyCollection<string> topics, string client, LiveEventId? last)
    {
        lock (_gate)
        {
            var clients = _perClient.GetValueOrDefault(client);
            if (clients >= _options.LivePerClientMax || _subscriptions >= _options.LiveTotalMax)
            {
                Counters.CountLiveRefused();
                return null;
            }

            var subscription = new LiveSubscription(this, topics, client);
            var gap = last is { } lastId ? GapSince(lastId, topics) : null;
            foreach (var topic in topics)
                Attach(topic, subscription, isFresh: last is null || gap is not null);
            if (gap is not null)
                TellGap(subscription, gap);
            else if (last is { } resumed)
                subscription.Replay(_ring.After(resumed.Sequence).Where(change => topics.Contains(change.Topic)));
            _perClient[client] = clients + 1;
            _subscriptions++;
            return subscription;
        }
    }

    internal void Leave(LiveSubscription subscription)
    {
        lock (_gate)
        {
            foreach (var id in subscription.Topics)
            {
                if (!_watches.TryGetValue(id, out var watch))
                    continue;
                watch.Subscribers.Remove(subscription);
                if (watch.Subscribers.Count == 0)
                    watch.LeftAt = _time.GetUtcNow();
            }

            _subscriptions--;
            if (--_perClient[subscription.Client] == 0)
                _perClient.Remove(subscription.Client);
        }
    }

    private void Record(LiveEventKind kind, string id, byte[] json)
    {
        lock (_gate)
        {
            if (!_watches.TryGetValue(id, out var watch) || (watch.Latest is { } latest && latest.Json.Span.SequenceEqual(json)))
                return;
            var change = new LiveEvent(_ring.Newest + 1, kind, id, json);
            _ring.Add(change);
            watch.Latest = change;
            Counters.CountLiveEvent();
            foreach (var subscriber in watch.Subscribers)
                subscriber.Offer(change);
        }
    }

    private void Attach(string id, LiveSubscription subscription, bool isFresh)
    {
        if (!_watches.TryGetValue(id, out var watch))
            _watches[id] = watch = new Watch { Since = _ring.Newest };
        watch.Subscribers.Add(subscription);
        if (isFresh && watch.Latest is { } latest)
            subscription.Offer(latest);
    }

    // Why events may be missing since the last one that the subscriber saw; null: none are.
    private string? GapSince(LiveEventId last, IReadOnlyCollection<string> topics)
    {
        if (last.Epoch != Epoch || last.Sequence > _ring.Newest)
            return "restarted";
        var isWhole = _ring.HoldsAllAfter(last.Sequence)
            && topics.All(topic => _watches.TryGetValue(topic, out var watch) && watch.Since <= last.Sequence);
        return isWhole ? null : "expired";
    }

    private void TellGap(LiveSubscription subscription, string reason)
    {
        Counters.CountLiveGap();
        subscription.TellGap(reason);
    }

    private sealed class Watch
    {
        /// <summary>Events of the twin after this one are all recorded.</summary>
        public required long Since { get; init; }

        public List<LiveSubscription> Subscribers { get; } = [];

        public LiveEvent? Latest { get; set; }

        public DateTimeOffset LeftAt { get; set; }
    }
}
