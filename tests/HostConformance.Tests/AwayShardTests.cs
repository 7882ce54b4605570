using OrleansTwin.Api.Hosting;
using OrleansTwin.HostConformance.Tests.Hosts;
using OrleansTwin.HostConformance.Tests.Suite;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Runtime.Shards;
using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.HostConformance.Tests;

/// <summary>A shard that owes its answers: what can do without it goes on and says so, the rest is refused.</summary>
public sealed class AwayShardTests : IAsyncLifetime
{
    private const int Away = 1;
    private const string Here = "acme/lyon/body/press/m-1";
    private const string There = "acme/lyon/body/mill/m-1";
    private const string NeverSeen = "acme/lyon/body/mill/m-3";
    private const int MachinesAway = 6;
    private const int SensorsAway = 7 * MachinesAway;

    private static readonly TimeWindow Hour = new(null, null, null, TimeSpan.FromHours(1));

    private readonly StandingTime _time = new();
    private readonly List<StallingShard> _shards = [];
    private ShardsUnderTest? _host;

    private ITwinHost Twins => (_host ?? throw new InvalidOperationException("It is not open.")).Twins;

    public async Task InitializeAsync()
    {
        _host = await ShardsUnderTest.OpenAsync(4, _time, shard =>
        {
            _shards.Add(new StallingShard(shard));
            return _shards[^1];
        });
        var now = _time.Now.UtcTicks;
        await _host.FeedAsync(
            [new($"{Here}/power", new Sample(now, 3.5)), new($"{There}/power", new Sample(now, 12.5))]);
        await _host.DrainAsync();
    }

    public async Task DisposeAsync()
    {
        _shards[Away].GoOn();
        if (_host is not null)
            await _host.DisposeAsync();
    }

    [Fact]
    public async Task The_enterprise_is_shown_with_what_the_shard_showed_last_and_told_as_stale()
    {
        var before = await EnterpriseAsync();
        Assert.Equal(16, before.PowerKw);
        _shards[Away].Stall();

        var first = await InTimeAsync(EnterpriseAsync());
        Assert.Equal((16, before.Machines), (first.PowerKw, first.Machines));
        Assert.True(first.Freshness.IsStale);
        Assert.Equal(first.Freshness, (await EnterpriseAsync()).Freshness);

        _shards[Away].GoOn();
        Assert.NotNull(await Twins.GetTwinAsync(There, default));
        Assert.Equal(before.Freshness, (await EnterpriseAsync()).Freshness);
    }

    [Fact]
    public async Task Machines_of_a_shard_that_was_never_heard_of_are_unmeasured_and_all_its_sensors_stale()
    {
        _shards[Away].Stall();

        var shown = await InTimeAsync(EnterpriseAsync());

        Assert.Equal(3.5, shown.PowerKw);
        Assert.True(shown.MachinesByClass[TimeClass.Unmeasured] >= MachinesAway);
        Assert.True(shown.Freshness.StaleSensors >= SensorsAway);
    }

    [Fact]
    public async Task Many_twins_are_shown_together_those_of_the_shard_as_they_were_last()
    {
        await Twins.GetManyAsync([There, $"{There}/power"], default);
        _shards[Away].Stall();

        var views = await InTimeAsync(Twins.GetManyAsync([Here, There, $"{There}/power", NeverSeen, "acme/nowhere"], default));

        Assert.Equal([Here, There, $"{There}/power", NeverSeen], views.Select(view => view.Id));
        Assert.Equal((12.5, true), (views[1].Machine?.PowerKw, views[1].Machine?.Freshness.IsStale));
        Assert.Equal((12.5, true), (views[2].Sensor?.Value, views[2].Sensor?.IsStale));
        Assert.Equal((TimeClass.Unmeasured, true), (views[3].Machine?.Class, views[3].Machine?.Freshness.IsStale));
    }

    [Fact]
    public async Task What_must_be_exact_is_refused_with_the_shard_that_is_missing_and_other_lines_answer()
    {
        _shards[Away].Stall();
        Func<Task>[] questions =
        [
            () => KpisAsync("acme"), () => KpisAsync(There), () => Twins.GetTwinAsync(There, default),
            () => Twins.GetTimelineAsync(new TimelineQuery(There, Hour, 10), default),
            () => Twins.ListAlarmsAsync(new AlarmQuery(null, null, 10, null), default),
        ];
        foreach (var question in questions)
        {
            var asked = question();
            await WaitInVainAsync();
            var refused = await Assert.ThrowsAsync<HostFaultException>(() => asked);
            Assert.Equal(HostFault.Unavailable, refused.Fault);
            Assert.Equal("shard 1: no answer within 6 s.", refused.Found);
        }

        Assert.NotNull(await KpisAsync("acme/lyon/body/press"));
        Assert.NotNull(await Twins.GetTwinAsync(Here, default));
    }

    [Fact]
    public async Task What_a_lost_process_took_along_is_asked_again_before_anybody_is_refused()
    {
        Func<Task<object?>>[] questions =
        [
            async () => await Twins.GetTwinAsync(There, default), async () => await KpisAsync("acme"),
            async () => await Twins.GetTwinAsync("acme", default),
            async () => await Twins.ListAlarmsAsync(new AlarmQuery(null, null, 10, null), default),
        ];
        foreach (var question in questions)
        {
            _shards[Away].Stall();
            var asked = question();
            _shards[Away].Forget();

            _time.GoOn(atMost: Repetition.After);

            Assert.NotNull(await asked);
        }
    }

    [Fact]
    public async Task Health_names_the_shard_does_not_wait_for_it_again_and_keeps_who_was_asked_in_service()
    {
        _shards[Away].Stall();
        var first = await InTimeAsync(Twins.CheckHealthAsync(default));
        var second = await Twins.CheckHealthAsync(default);

        foreach (var health in new[] { first, second })
        {
            Assert.Equal((true, true), (health.IsAlive, health.IsReady));
            var ill = Assert.Single(health.Checks, check => !check.IsHealthy);
            Assert.StartsWith("shard 1: ", ill.Part, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task About_twins_that_do_not_exist_no_shard_is_asked()
    {
        foreach (var id in new[] { "acme/nowhere", "nowhere", $"{Here}/nothing" })
        {
            Assert.Null(await Twins.GetTwinAsync(id, default));
            Assert.Empty(await Twins.GetManyAsync([id], default));
            Assert.Null(await KpisAsync(id));
            Assert.Null(await Twins.GetTimelineAsync(new TimelineQuery(id, Hour, 10), default));
            Assert.Null(await Twins.GetHistoryAsync(new HistoryQuery(id, Hour, 10, 10), default));
            Assert.False(await Twins.ExportHistoryAsync(new HistoryExportQuery(id, Hour), Stream.Null, default));
            Assert.Empty((await Twins.ListAlarmsAsync(new AlarmQuery(id, null, 10, null), default)).Items);
        }

        Assert.All(_shards, shard => Assert.Equal(0, shard.Calls));
    }

    private async Task<CompositeView> EnterpriseAsync() =>
        (await Twins.GetTwinAsync("acme", default))?.Composite ?? throw new InvalidOperationException("No view.");

    private Task<KpiAnswer?> KpisAsync(string id) => Twins.GetKpisAsync(new KpiQuery(id, Hour, null, null, null), default);

    /// <summary>Lets the time pass that a question waits for at most.</summary>
    private async Task<T> InTimeAsync<T>(Task<T> asked)
    {
        await WaitInVainAsync();
        return await asked;
    }

    /// <summary>Nobody waits any more but for the shard that owes its answers, and then no more for it.</summary>
    private async Task WaitInVainAsync()
    {
        while (_time.Waits(Patience.Answer + Patience.Way) > _shards[Away].Owed)
            await Task.Yield();
        _time.GoOn();
    }
}
