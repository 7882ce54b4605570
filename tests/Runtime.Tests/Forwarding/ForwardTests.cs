using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Engine;
using OrleansTwin.Runtime.Forwarding;
using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Store;
using OrleansTwin.Store.Tests.Databases;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Runtime.Tests.Forwarding;

/// <summary>What an Edge has acknowledged comes to the grid, in its order, once.</summary>
public sealed class ForwardTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Whatever_goes_wrong_on_either_side_and_between_every_sample_is_taken_once(int seed)
    {
        var random = new Random(seed);
        await using var bench = await ForwardBench.StartAsync();
        var sensors = bench.Edge.Engine.Runtime.Plant.Machines.Select(machine => $"{machine.Id}/power").ToArray();
        for (var step = 0; step < 100; step++)
        {
            await bench.CommitAsync(random.GetItems(sensors, random.Next(1, 30)));
            await DisturbAsync(bench, random);
            bench.GoOn();
        }

        (bench.Link.IsCut, bench.Shard.IsAway) = (false, false);
        await bench.AssertTakenOnceAsync($"Seed {seed}.");
        Assert.Equal(0, bench.Forwarder.Lane.Missing);
    }

    [Fact]
    public async Task While_the_grid_is_away_the_Edge_goes_on_and_keeps_what_it_has_not_sent_behind_its_checkpoints()
    {
        await using var bench = await ForwardBench.StartAsync(kind: StoreKind.Postgres);
        bench.Link.IsCut = true;
        await bench.CommitAsync(batches: 50);
        await bench.Edge.CheckpointAsync();
        await bench.CommitAsync(batches: 50);
        await bench.UntilAsync(() => bench.Forwarder.Lane.Failure is not null, "an attempt that fails");
        var health = bench.Forwarder.CheckHealth();
        Assert.Equal((false, 0), (health.IsHealthy, bench.Edge.Store.Journal.KeptAfter));
        Assert.Contains("the link is down. 10", health.Detail, StringComparison.Ordinal);

        bench.Link.IsCut = false;
        await bench.AssertTakenOnceAsync();
        await bench.Edge.CheckpointAsync();
        Assert.Equal(bench.Edge.Store.Journal.LastSequence, bench.Edge.Store.Journal.KeptAfter);
        Assert.True(bench.Forwarder.CheckHealth().IsHealthy);
    }

    [Fact]
    public async Task More_than_is_kept_leaves_a_gap_that_is_counted_and_the_rest_goes_on()
    {
        await using var bench = await ForwardBench.StartAsync(new StoreOptions { JournalKeptBytesMax = 20_000 });
        bench.Link.IsCut = true;
        for (var i = 0; i < 40; i++)
        {
            await bench.CommitAsync([.. Enumerable.Repeat(ForwardBench.Sensor, 100)]);
            await bench.Edge.CheckpointAsync();
        }

        var lost = bench.Edge.Store.Journal.KeptAfter;
        Assert.InRange(lost, 10, 39);
        bench.Link.IsCut = false;
        await bench.AssertTakenOnceAsync(from: (int)lost * 100);
        Assert.Equal(lost, bench.Forwarder.Lane.Missing);
        Assert.Equal(lost, bench.Inlet.Link.MissingBatches);
    }

    [Fact]
    public async Task Another_Edge_is_refused_until_the_site_is_released_to_it()
    {
        await using var bench = await ForwardBench.StartAsync();
        await bench.CommitAsync(batches: 3);
        await bench.ForwardedAsync();
        var first = bench.Inlet.Link.Edge;
        var sent = bench.Sent.Count;

        await bench.OpenEdgeOverAsync(TestDatabase.New(StoreKind.Sqlite));
        await bench.CommitAsync(batches: 5);
        await bench.UntilAsync(() => bench.Forwarder.Lane.Failure is not null, "a refusal");
        Assert.Contains("is fed by another Edge", bench.Forwarder.Lane.Failure, StringComparison.Ordinal);
        Assert.Contains("/api/v1/sites/release/acme/lyon", bench.Forwarder.Lane.Failure, StringComparison.Ordinal);
        Assert.Equal(sent, (await bench.Shard.TakenAsync()).Count);

        await bench.Inlet.ReleaseAsync(default);
        await bench.AssertTakenOnceAsync();
        Assert.NotEqual(first, bench.Inlet.Link.Edge);
        await bench.KillGridAsync();
        await bench.CommitAsync(batches: 1);
        await bench.AssertTakenOnceAsync();
    }

    [Fact]
    public async Task An_Edge_whose_store_comes_from_a_backup_goes_on_as_another_one()
    {
        await using var bench = await ForwardBench.StartAsync();
        await bench.CommitAsync(batches: 3);
        var backup = await bench.BackUpEdgeAsync();
        await bench.CommitAsync(batches: 10);
        await bench.ForwardedAsync();
        var before = bench.Forwarder.Feed;

        await bench.OpenEdgeOverAsync(backup);
        await bench.UntilAsync(() => bench.Forwarder.Feed != before, "another mark");
        await bench.UntilAsync(() => bench.Forwarder.Lane.Failure?.Contains("another Edge", StringComparison.Ordinal) == true,
            "a refusal");
        await bench.Inlet.ReleaseAsync(default);
        await bench.ForwardedAsync();
        var taken = (await bench.Shard.TakenAsync()).Select(sample => sample.Value);
        Assert.Equal(Enumerable.Range(1, 13).Concat([1, 2, 3]).Select(value => (double)value), taken);
    }

    [Fact]
    public async Task Samples_keep_every_bit_and_the_clock_comes_to_each_line_of_the_site()
    {
        await using var bench = await ForwardBench.StartAsync();
        var text = $"{SmallPlant.Line1}/m-1/state";
        var sample = new Sample(SmallPlant.At(7) + 1, SmallPlant.At(7) + 17, double.Epsilon, -0.0, Quality.Uncertain, "RÜSTEN");
        await bench.Edge.CommitAsync(text, sample);
        await bench.Edge.Engine.TickAsync(SmallPlant.At(7.5), default);
        await bench.ForwardedAsync();

        var store = bench.Shard.Bench.Store;
        var all = await store.Journal.ReadAfterAsync(0).SelectMany(entry => entry.Samples.ToAsyncEnumerable()).ToListAsync();
        var byName = all.ToLookup(item => store.Names.NameOf(item.SensorKey), item => item.Sample);
        Assert.Equal(sample, Assert.Single(byName[text]));
        Assert.True(double.IsNegative(byName[text].Single().RawValue));
        foreach (var line in new[] { SmallPlant.Line1, SmallPlant.Line2, SmallPlant.Area })
            Assert.Equal(SmallPlant.At(7.5), Assert.Single(byName[ClockTicks.NameOf(line)]).SourceTicks);
    }

    [Fact]
    public async Task What_the_grids_plant_does_not_have_is_listed_and_kept_in_history_under_its_name()
    {
        var without = SmallPlant.Create(machine => machine.Id.EndsWith("m-2", StringComparison.Ordinal)
            ? machine with { Sensors = [.. machine.Sensors.Where(sensor => sensor.LocalId != "power")], Meters = [] }
            : machine);
        await using var bench = await ForwardBench.StartAsync(gridPlant: without);
        var unknown = $"{SmallPlant.Line1}/m-2/power";
        await bench.CommitAsync(unknown, ForwardBench.Sensor, unknown);
        await bench.AssertTakenOnceAsync();

        var tag = Assert.Single(bench.Feed.Ingest.Pipeline.UnknownTags.Latest());
        Assert.Equal((unknown, "site:acme/lyon", 2, ValueKind.Number), (tag.Tag, tag.Source, tag.Count, tag.KindGuess));
        await bench.Shard.Bench.DrainAsync();
        var kept = await bench.Shard.Bench.Store.History.ReadAsync(bench.Shard.Bench.KeyOf(unknown), 0, long.MaxValue);
        Assert.Equal([1, 3], kept.Select(item => item.Value));

        await bench.Inlet.UsePlantAsync(SmallPlant.Create(), default);
        Assert.Empty(bench.Feed.Ingest.Pipeline.UnknownTags.Latest());
    }

    [Fact]
    public async Task What_claims_to_be_of_a_time_to_come_is_refused_and_holds_up_nothing()
    {
        await using var bench = await ForwardBench.StartAsync();
        await bench.Edge.CommitAsync(ForwardBench.Sensor, new Sample(SmallPlant.At(10), 999));
        await bench.CommitAsync(batches: 1);
        await bench.AssertTakenOnceAsync();
        Assert.Equal(1, bench.Inlet.Link.Refused);
        await bench.Feed.SaveAsync(default);
        Assert.Equal(SmallPlant.At(7) + TimeSpan.TicksPerMillisecond, bench.Inlet.Link.NewestSourceTime!.Value.UtcTicks);
    }

    [Fact]
    public async Task Who_does_not_keep_to_the_site_is_refused_as_a_whole()
    {
        await using var bench = await ForwardBench.StartAsync();
        var feed = bench.Forwarder.Feed;
        var message = new ForwardMessage(feed, default, [], 1, 1, default);
        var names = message with { From = 0, Names = ["acme/paris/line/m-1/power"] };
        Assert.Contains("no sensor of site", await RefusedAsync(bench, names), StringComparison.Ordinal);
        var clock = bench.Edge.KeyOf(ForwardBench.Sensor) + 5_000;
        var strange = message with { Samples = new[] { new SensorSample(clock, new Sample(1, 1)) } };
        Assert.Contains("given to no sensor of this site", await RefusedAsync(bench, strange), StringComparison.Ordinal);
        var foreign = message with { Feed = "acme/paris:1" };
        Assert.Contains("was sent to site", await RefusedAsync(bench, foreign), StringComparison.Ordinal);
        Assert.Equal(0, bench.Feed.Inlet.PositionOf(feed));
    }

    private static async Task<string> RefusedAsync(ForwardBench bench, ForwardMessage message)
    {
        var refused = await Assert.ThrowsAsync<HostFaultException>(() => bench.Inlet.TakeAsync(message, default));
        Assert.Equal(HostFault.Invalid, refused.Fault);
        return refused.Found;
    }

    private static async Task DisturbAsync(ForwardBench bench, Random random)
    {
        switch (random.Next(12))
        {
            case 0:
                bench.Link.IsCut = !bench.Link.IsCut;
                break;
            case 1 or 2:
                bench.Link.Meet(random.GetItems(Enum.GetValues<LinkFault>(), random.Next(1, 5)));
                break;
            case 3:
                await bench.KillEdgeAsync();
                break;
            case 4:
                await bench.KillGridAsync();
                break;
            case 5:
                await bench.Shard.KillAsync();
                break;
            case 6 or 7:
                await bench.Edge.CheckpointAsync();
                break;
            case 8:
                await bench.Feed.SaveAsync(default);
                break;
        }
    }
}
