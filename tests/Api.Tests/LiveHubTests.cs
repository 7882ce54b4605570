using OrleansTwin.Api.Live;
using OrleansTwin.Api.Metrics;
using OrleansTwin.Api.Tests.Fakes;

namespace OrleansTwin.Api.Tests;

public class LiveHubTests
{
    private static readonly string[] Both = ["a", "b"];

    private readonly ManualTime _time = new();
    private readonly ApiCounters _counters = new();

    [Fact]
    public void Sequences_rise_by_one_and_an_unchanged_view_is_not_sent_again()
    {
        var hub = Hub();
        using var subscription = Join(hub, Both);
        Publish(hub, "a", 1);
        Publish(hub, "a", 1);
        Publish(hub, "b", 1);
        Assert.Equal([("a", 1L), ("b", 2L)], Taken(subscription));
    }

    [Fact]
    public void A_slow_reader_gets_the_newest_of_each_twin_and_is_told_what_it_missed()
    {
        var hub = Hub();
        using var subscription = Join(hub, Both);
        for (var value = 0; value < 1000; value++)
            Publish(hub, "a", value);
        Publish(hub, "b", 1);

        var (gap, events) = subscription.Take();

        Assert.Equal([("a", 1000L), ("b", 1001L)], events.Select(change => (change.Topic, change.Sequence)));
        Assert.Equal(new LiveGap("slow", 999), gap);
        Assert.Equal(999, Counter("orleanstwin_api_live_coalesced_total"));
    }

    [Fact]
    public void A_reconnect_gets_every_event_since_the_last_one_it_saw()
    {
        var hub = Hub();
        var first = Join(hub, Both);
        Publish(hub, "a", 1);
        Publish(hub, "b", 1);
        first.Dispose();
        Publish(hub, "a", 2);
        Publish(hub, "a", 3);

        using var second = Join(hub, Both, 2);
        Publish(hub, "b", 2);

        Assert.Equal([("a", 3L), ("a", 4L), ("b", 5L)], Taken(second));
    }

    [Fact]
    public void A_reconnect_that_saw_everything_gets_nothing_twice()
    {
        var hub = Hub();
        Join(hub, Both).Dispose();
        Publish(hub, "a", 1);
        using var second = Join(hub, Both, 1);
        Assert.Empty(Taken(second));
    }

    [Fact]
    public void A_reconnect_after_the_ring_has_moved_on_is_told_of_the_gap_and_gets_present_views()
    {
        var hub = Hub(ring: 4);
        var first = Join(hub, Both);
        Publish(hub, "b", 0);
        first.Dispose();
        for (var value = 1; value <= 5; value++)
            Publish(hub, "a", value);

        using var second = Join(hub, Both, 1);
        var (gap, events) = second.Take();

        Assert.Equal("expired", gap?.Reason);
        Assert.Equal([("b", 1L), ("a", 6L)], events.Select(change => (change.Topic, change.Sequence)));
    }

    [Fact]
    public void A_twin_that_was_not_watched_in_between_makes_a_gap()
    {
        var hub = Hub();
        Join(hub, ["a"]).Dispose();
        Publish(hub, "a", 1);
        Publish(hub, "a", 2);
        using var second = Join(hub, Both, 1);
        Assert.Equal("expired", second.Take().Gap?.Reason);
    }

    [Theory]
    [InlineData("0badc0de", 1)]
    [InlineData(null, 99)]
    public void An_event_id_of_another_process_makes_a_gap(string? epoch, long sequence)
    {
        var hub = Hub();
        Join(hub, Both).Dispose();
        Publish(hub, "a", 1);
        using var second = hub.Join(Both, "me", new LiveEventId(epoch ?? hub.Epoch, sequence));
        Assert.NotNull(second);
        var (gap, events) = second.Take();
        Assert.Equal("restarted", gap?.Reason);
        Assert.Single(events);
        Assert.Equal(1, Counter("orleanstwin_api_live_gaps_total"));
    }

    [Fact]
    public void Watches_outlive_their_last_subscriber_by_the_linger_time_only()
    {
        var hub = Hub();
        Join(hub, Both).Dispose();
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(2, hub.Watched().Count);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(hub.Watched());
        Publish(hub, "a", 1);
        Assert.Equal((0, 0), hub.Counts);
    }

    [Fact]
    public void Subscriptions_are_bounded_for_a_client_and_in_all()
    {
        var hub = new LiveHub(new ApiOptions { LivePerClientMax = 2, LiveTotalMax = 3 }, _counters, _time);
        var first = hub.Join(Both, "one", null);
        Assert.NotNull(first);
        Assert.NotNull(hub.Join(Both, "one", null));
        Assert.Null(hub.Join(Both, "one", null));
        Assert.NotNull(hub.Join(Both, "two", null));
        Assert.Null(hub.Join(Both, "three", null));
        Assert.Equal(2, Counter("orleanstwin_api_live_refused_total"));

        first.Dispose();
        Assert.NotNull(hub.Join(Both, "three", null));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("-7")]
    [InlineData("a-b")]
    [InlineData("a--7")]
    [InlineData("a-99999999999999999999")]
    public void What_is_no_event_id_starts_the_feed_anew(string? text) => Assert.Null(LiveEventId.Parse(text));

    [Fact]
    public void Events_arrive_in_order_while_many_publish()
    {
        var hub = Hub();
        using var subscription = Join(hub, Both);
        var seen = new List<long>();
        var publishing = Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(() =>
        {
            for (var value = 0; value < 500; value++)
                Publish(hub, Both[writer % 2], (writer * 1000) + value);
        })));
        while (!publishing.IsCompleted)
            seen.AddRange(subscription.Take().Events.Select(change => change.Sequence));
        seen.AddRange(subscription.Take().Events.Select(change => change.Sequence));

        Assert.Equal(2000, seen[^1]);
        Assert.Equal(seen.Distinct().Order(), seen);
    }

    private LiveHub Hub(int ring = 100) => new(new ApiOptions { LiveRingMax = ring }, _counters, _time);

    private static LiveSubscription Join(LiveHub hub, string[] ids, long? last = null) =>
        hub.Join(ids, "me", last is { } sequence ? new LiveEventId(hub.Epoch, sequence) : null)
        ?? throw new InvalidOperationException("The hub refused the subscription.");

    private static void Publish(LiveHub hub, string id, double value) => hub.Publish(FakePlant.SensorOf(id, id, "kW", value));

    private static (string, long)[] Taken(LiveSubscription subscription) =>
        [.. subscription.Take().Events.Select(change => (change.Topic, change.Sequence))];

    private double Counter(string name) => _counters.Read(0, 0).Single(family => family.Name == name).Points[0].Value;
}
