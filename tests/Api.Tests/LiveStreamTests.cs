using System.Text.Json;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Live;
using OrleansTwin.Api.Tests.Fakes;

namespace OrleansTwin.Api.Tests;

/// <summary>The event stream over a real connection.</summary>
public sealed class LiveStreamTests : IAsyncLifetime
{
    private static readonly ApiOptions Options = new()
    {
        LivePeriod = TimeSpan.FromMilliseconds(10),
        LiveHeartbeat = TimeSpan.FromMilliseconds(50),
        LivePerClientMax = 3,
    };

    private Gateway _gateway = Gateway.None;

    public async Task InitializeAsync() => _gateway = await Gateway.StartAsync(Options);

    public Task DisposeAsync() => _gateway.DisposeAsync().AsTask();

    [Fact]
    public async Task The_present_views_come_first_and_then_every_change()
    {
        using var stream = await SseReader.OpenAsync(_gateway, $"{FakePlant.Line},{FakePlant.Sensor}");
        var first = new[] { await stream.NextAsync("the first view"), await stream.NextAsync("the second view") };
        Assert.Equal([FakePlant.Line, FakePlant.Sensor], first.Select(TwinOf).Order(StringComparer.Ordinal));

        Set(99.5);
        var change = await stream.NextAsync("the change");

        Assert.Equal("twin", change.Name);
        Assert.Equal(99.5, ValueOf(change));
        Assert.Equal(SequenceOf(first[1]) + 1, SequenceOf(change));
    }

    [Fact]
    public async Task Alarms_below_a_twin_come_with_what_is_not_normal_and_then_every_change()
    {
        using var stream = await SseReader.OpenAsync(_gateway, $"&alarms={FakePlant.Line}");
        var first = await stream.NextAsync("the present alarms");
        Assert.Equal(("alarms", "eva"), (first.Name, AcknowledgedBy(first)));
        Assert.False(_gateway.Host.Asked.OfType<AlarmQuery>().Last().HasNormal);

        _gateway.Host.AcknowledgedBy = "bob";
        Assert.Equal("bob", AcknowledgedBy(await stream.NextAsync("the change")));

        static string? AcknowledgedBy(SseEvent told) => JsonDocument.Parse(told.Data).RootElement.GetProperty("alarms")[0]
            .GetProperty("acknowledged").GetProperty("user").GetString();
    }

    [Fact]
    public async Task A_reconnect_goes_on_after_the_last_event_id()
    {
        string? last;
        using (var stream = await SseReader.OpenAsync(_gateway, FakePlant.Sensor))
        {
            await stream.NextAsync("the first view");
            Set(1);
            last = (await stream.NextAsync("the change")).Id;
        }

        Set(2);
        using var again = await SseReader.OpenAsync(_gateway, FakePlant.Sensor, last);
        var missed = await again.NextAsync("the change in between");
        Assert.Equal(("twin", 2.0), (missed.Name, ValueOf(missed)));
    }

    [Fact]
    public async Task An_event_id_of_before_a_restart_is_told_as_a_gap()
    {
        using var stream = await SseReader.OpenAsync(_gateway, FakePlant.Sensor, "00000000-5");
        var gap = await stream.NextAsync("the gap");
        Assert.Equal("gap", gap.Name);
        Assert.Null(gap.Id);
        Assert.Equal("restarted", JsonDocument.Parse(gap.Data).RootElement.GetProperty("reason").GetString());
        Assert.Equal("twin", (await stream.NextAsync("the present view")).Name);
    }

    [Fact]
    public async Task Silence_is_filled_with_comments()
    {
        using var stream = await SseReader.OpenAsync(_gateway, FakePlant.Sensor);
        await stream.NextAsync("the first view");
        var comment = await stream.BlockAsync("a heartbeat");
        Assert.Equal((null, null, ": still here"), (comment?.Id, comment?.Name, comment?.Data));
    }

    [Fact]
    public async Task A_twin_that_leaves_the_plant_is_told_as_gone()
    {
        using var stream = await SseReader.OpenAsync(_gateway, FakePlant.Sensor);
        await stream.NextAsync("the first view");
        _gateway.Host.Remove(FakePlant.Sensor);
        Assert.Equal("gone", (await stream.NextAsync("the news that the twin is gone")).Name);
    }

    [Fact]
    public async Task A_reader_that_does_not_read_costs_one_event_a_twin_and_then_gets_the_newest()
    {
        using var stream = await SseReader.OpenAsync(_gateway, FakePlant.Sensor);
        var hub = _gateway.Service<LiveHub>();
        var filling = new string('x', 4000);
        for (var value = 0; value < 20_000; value++)
            hub.Publish(FakePlant.SensorOf(FakePlant.Sensor, filling, "kW", value));
        _gateway.Host.Change(FakePlant.SensorOf(FakePlant.Sensor, filling, "kW", 20_000));

        var (isGapTold, events) = (false, 0);
        while (true)
        {
            var next = await stream.NextAsync("the newest view");
            isGapTold |= next.Name == "gap";
            events++;
            if (next.Name == "twin" && ValueOf(next) == 20_000)
                break;
        }

        Assert.True(isGapTold);
        Assert.InRange(events, 2, 19_000);
    }

    [Fact]
    public async Task A_host_that_fails_for_a_while_does_not_end_the_stream()
    {
        using var stream = await SseReader.OpenAsync(_gateway, FakePlant.Sensor);
        await stream.NextAsync("the first view");
        _gateway.Host.Failure = new InvalidOperationException("away");
        await stream.BlockAsync("a heartbeat while the host is away");
        Set(7);
        _gateway.Host.Failure = null;
        Assert.Equal(7, ValueOf(await stream.NextAsync("the change after the host came back")));
    }

    [Fact]
    public async Task One_subscription_too_many_is_a_429_and_a_closed_one_makes_room()
    {
        var streams = new List<SseReader>();
        for (var number = 0; number < Options.LivePerClientMax; number++)
            streams.Add(await SseReader.OpenAsync(_gateway, FakePlant.Sensor));
        using var refused = await _gateway.SendAsync(HttpMethod.Get, "/api/v1/live?ids=" + FakePlant.Sensor);
        await refused.ProblemAsync(429);
        Assert.NotNull(refused.Headers.RetryAfter);

        streams.ForEach(stream => stream.Dispose());
        var hub = _gateway.Service<LiveHub>();
        var hasLeft = SpinWait.SpinUntil(() => hub.Counts.Subscriptions == 0, TimeSpan.FromSeconds(10));
        Assert.True(hasLeft, "Closed subscriptions did not leave.");
    }

    [Fact]
    public async Task An_open_stream_does_not_hold_up_the_end_of_the_process()
    {
        using var stream = await SseReader.OpenAsync(_gateway, FakePlant.Sensor);
        await stream.NextAsync("the first view");
        await _gateway.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));
    }

    private void Set(double value) => _gateway.Host.Change(FakePlant.SensorOf(FakePlant.Sensor, "Power", "kW", value));

    private static string? TwinOf(SseEvent change) => JsonDocument.Parse(change.Data).RootElement.GetProperty("id").GetString();

    private static double ValueOf(SseEvent change) =>
        JsonDocument.Parse(change.Data).RootElement.GetProperty("sensor").GetProperty("value").GetDouble();

    private static long SequenceOf(SseEvent change) => LiveEventId.Parse(change.Id)?.Sequence ?? -1;
}
