using System.Text.Json;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Json;
using OrleansTwin.Runtime.Forwarding;
using OrleansTwin.Runtime.Shards;
using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Store;
using OrleansTwin.Store.Tests.Databases;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Reports;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Runtime.Tests.Forwarding;

/// <summary>What an Edge's twins come to, the grid has in its last version, once.</summary>
public sealed class ReportTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_goes_wrong_on_either_side_and_between_the_grid_has_the_Edges_ledger_row_by_row(int seed)
    {
        var random = new Random(seed);
        await using var bench = await ReportBench.StartAsync();
        var telemetry = new Telemetry(SmallPlant.Create(), SmallPlant.At(6), seed);
        var corrected = 0;
        for (var step = 1; step <= 60; step++)
        {
            await FeedAsync(bench, telemetry.Until(SmallPlant.At(6) + (step * 2 * TimeSpan.TicksPerMinute)), telemetry);
            await DisturbAsync(bench, random);
            var before = await bench.OfGridAsync();
            await bench.TryTellAsync();
            corrected += (await bench.OfGridAsync()).Count(
                row => before.TryGetValue(row.Key, out var former) && former != row.Value);
        }

        await FeedAsync(bench, telemetry.Rest(), telemetry);
        await bench.Edge.DrainAsync();
        (bench.Link.IsCut, var attempts) = (false, 0);
        while (!await bench.TryTellAsync())
            Assert.True(++attempts < 20, bench.Forwarder.Failure);
        var expected = await bench.OfEdgeAsync();
        Ledgers.AssertSame(expected, await bench.OfGridAsync(), $"seed {seed}");
        Assert.True(expected.Count > 500 && corrected > 20, $"{expected.Count} rows, {corrected} corrected ones");
        await bench.KillGridAsync();
        Ledgers.AssertSame(expected, await bench.OfGridAsync(), $"seed {seed}, after a restart");
    }

    [Fact]
    public async Task An_Edge_from_a_backup_is_refused_and_once_it_is_let_in_its_ledger_replaces_what_the_lost_one_had_sent()
    {
        await using var bench = await ReportBench.StartAsync();
        var telemetry = new Telemetry(SmallPlant.Create(), SmallPlant.At(6), seed: 4);
        await FeedAsync(bench, telemetry.Until(SmallPlant.At(6.25)), telemetry);
        await bench.Edge.CheckpointAsync();
        var backup = await bench.BackUpEdgeAsync();
        await FeedAsync(bench, telemetry.Until(SmallPlant.At(6.75)), telemetry);
        await bench.Forwarder.TellAsync(default);
        Assert.Equal(SiteContent.Reports, bench.Inlet.Link.Content);

        await bench.OpenEdgeOverAsync(backup);
        var refused = await Assert.ThrowsAsync<IOException>(() => bench.Forwarder.TellAsync(default));
        Assert.Contains("is fed by another Edge", refused.Message, StringComparison.Ordinal);
        Assert.False(bench.Forwarder.CheckHealth().IsHealthy);

        // Other minutes than the lost Edge had: rows of equal times and lower versions have to win.
        var others = new Telemetry(SmallPlant.Create(), SmallPlant.At(6.3), seed: 5);
        await FeedAsync(bench, others.Until(SmallPlant.At(6.8)), others);
        await bench.Edge.DrainAsync();
        await bench.Inlet.ReleaseAsync(default);
        await bench.Forwarder.TellAsync(default);
        var (expected, found) = (await bench.OfEdgeAsync(), await bench.OfGridAsync());
        Assert.All(expected, row => Assert.Equal(row.Value, found[row.Key]));
        Assert.True(bench.Forwarder.CheckHealth().IsHealthy);
    }

    [Fact]
    public async Task What_a_site_told_last_is_shown_while_it_is_cut_off_and_after_a_restart_of_the_grid()
    {
        await using var bench = await ReportBench.StartAsync();
        var telemetry = new Telemetry(SmallPlant.Create(), SmallPlant.At(6), seed: 6);
        await FeedAsync(bench, telemetry.Until(SmallPlant.At(6.5)), telemetry);
        await bench.Forwarder.TellAsync(default);
        var shown = await ShownAsync(bench);

        bench.Link.IsCut = true;
        await FeedAsync(bench, telemetry.Until(SmallPlant.At(7)), telemetry);
        Assert.False(await bench.TryTellAsync());
        await bench.KillGridAsync();
        Assert.Equal(shown, await ShownAsync(bench));
        var link = bench.Inlet.Link;
        Assert.Equal((60, true, true), (link.PeriodS, link.LastContact is not null, link.NewestSourceTime is not null));
        var heard = link.LastContact!.Value;
        Assert.Equal(SiteLinkState.Connected, link.At(heard.AddSeconds(74), TimeSpan.FromSeconds(15)).State);
        Assert.Equal(SiteLinkState.CutOff, link.At(heard.AddSeconds(76), TimeSpan.FromSeconds(15)).State);
    }

    [Fact]
    public async Task What_is_no_part_of_the_sites_ledger_is_refused_as_a_whole()
    {
        await using var bench = await ReportBench.StartAsync();
        var feed = bench.Forwarder.Feed;
        BucketReport good = new(SmallPlant.Line1, ReportPart.Own, SmallPlant.Start, 7, true, [], []);
        foreach (var (report, why) in new[]
        {
            (good with { TwinId = "acme/paris/line" }, "no twin of site"),
            (good with { TwinId = SmallPlant.Enterprise }, "no twin of site"),
            (good with { Version = long.MaxValue }, "has version"),
            (good with { Version = -1 }, "has version"),
        })
        {
            var message = new ReportMessage(feed, default, default, default, new LedgerPlace(1, 1), [good, report]);
            var refused = await Assert.ThrowsAsync<HostFaultException>(() => bench.Inlet.TakeAsync(message, default));
            Assert.Equal(HostFault.Invalid, refused.Fault);
            Assert.Contains(why, refused.Found, StringComparison.Ordinal);
        }

        var machines = new[] { new MachineNow("a"), new MachineNow("a") };
        var doubled = new ReportMessage(feed, default, default, default, default, []) { State = new SiteState(machines, []) };
        await Assert.ThrowsAsync<HostFaultException>(() => bench.Inlet.TakeAsync(doubled, default));
        Assert.Empty(await bench.OfGridAsync());
        Assert.Throws<InvalidDataException>(() => ReportMessage.Unpack(new byte[] { 1, 2, 3 }, 100));
        var large = new ForwardMessage(feed, default, [], 0, 0, default).Pack();
        Assert.Throws<InvalidDataException>(() => ReportMessage.Unpack(large, unpackedBytesMax: 10));
    }

    private static async Task<string> ShownAsync(ReportBench bench)
    {
        var views = await bench.Site.GetManyAsync([$"{SmallPlant.Line1}/m-1"], default);
        var shift = new ElementSum([SmallPlant.Enterprise], SmallPlant.At(6), SmallPlant.At(14));
        var parts = await bench.Site.GetPartsAsync([new CompositePartQuery(SmallPlant.Enterprise, shift)], default);
        var part = Assert.Single(parts);
        Assert.True(part.Live.PowerMilliwatts > 0 && part.Shift[Element.ProducedQuantity] > 0);
        var (machines, sum) = (part.Live.Machines, part.Shift);
        int[] classes = [.. (ReadOnlySpan<int>)machines];
        long[] elements = [.. (ReadOnlySpan<long>)sum];
        return JsonSerializer.Serialize(Assert.Single(views), ApiJsonOptions.Shared)
            + $" {part.Live.PowerMilliwatts} {string.Join(',', classes)} {string.Join(',', elements)} {part.StaleSensors}";
    }

    private static async Task FeedAsync(ReportBench bench, IEnumerable<Twins.Simulation.Delivery> deliveries, Telemetry telemetry)
    {
        foreach (var part in deliveries.Chunk(200))
        {
            await bench.Edge.CommitAsync(part.Select(delivery => new SensorSample(
                bench.Edge.KeyOf(telemetry.Sensors[delivery.Sample.Sensor].Id), Telemetry.SampleOf(delivery))));
        }
    }

    private static async Task DisturbAsync(ReportBench bench, Random random)
    {
        switch (random.Next(10))
        {
            case 0:
                bench.Link.IsCut = !bench.Link.IsCut;
                break;
            case 1 or 2 or 3:
                bench.Link.Meet(random.GetItems(Enum.GetValues<LinkFault>(), random.Next(1, 4)));
                break;
            case 4:
                await bench.KillEdgeAsync();
                break;
            case 5:
                await bench.KillGridAsync();
                break;
            case 6 or 7:
                await bench.Edge.CheckpointAsync();
                break;
        }
    }
}
