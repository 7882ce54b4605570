using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Grains.Hosting;
using OrleansTwin.Grains.Interfaces;
using OrleansTwin.Grains.Placement;
using OrleansTwin.Grains.Plants;
using OrleansTwin.Grains.Shards;
using OrleansTwin.Runtime.Engine;
using OrleansTwin.Runtime.Health;
using OrleansTwin.Runtime.Hosting;
using OrleansTwin.Runtime.Shards;
using OrleansTwin.Twins.Health.Live;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Grains.Tests.Cluster;

public sealed class GridTests
{
    private const string Machine = "acme/lyon/body/line-1/assembly-1";
    private const string Supply = "acme/lyon/body/line-2/press-2";

    private static readonly DateTimeOffset Day = new(2026, 3, 2, 6, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Telemetry_posted_to_the_gateway_shows_in_the_twin_and_adds_up_to_the_site()
    {
        await using var grid = await GridCluster.StartAsync(2, GridCluster.DemoText);

        var receipt = await grid.PostAsync(Power(Machine, 12.5), "one");
        var again = await grid.PostAsync(Power(Machine, 12.5), "one");

        Assert.Equal((1, 0, false), (receipt.Samples, receipt.DeadLetters, receipt.IsDuplicate));
        Assert.True(again.IsDuplicate);
        await GridCluster.UntilAsync(
            () => grid.Twins.GetTwinAsync(Machine, default), view => view?.Machine?.PowerKw == 12.5, "power of the machine");
        await GridCluster.UntilAsync(
            () => grid.Twins.GetTwinAsync("acme/lyon", default), view => view?.Composite?.PowerKw == 12.5, "power of the site");
    }

    [Fact]
    public async Task A_lost_silos_shards_are_taken_up_elsewhere_with_all_that_was_acknowledged()
    {
        await using var grid = await GridCluster.StartAsync(2, GridCluster.DemoText);
        var machines = await MachinesAsync(grid);
        for (var i = 0; i < machines.Count; i++)
            await grid.PostAsync(Power(machines[i], i + 1));
        await grid.Silos.KillSiloAsync(grid.Silos.Silos[1]);

        var view = await GridCluster.UntilAsync(
            () => grid.Twins.GetTwinAsync("acme/lyon", default),
            view => view?.Composite?.PowerKw == machines.Count * (machines.Count + 1) / 2,
            "the power of all machines");

        Assert.Equal(machines.Count, view!.Composite!.Machines);
    }

    [Fact]
    public async Task Another_version_of_the_plant_is_in_force_everywhere_when_the_gateway_says_so()
    {
        await using var grid = await GridCluster.StartAsync(2, GridCluster.DemoText);
        var renamed = GridCluster.DemoText.Replace("name: Lyon", "name: Lugdunum", StringComparison.Ordinal);

        var replaced = await grid.Twins.ReplacePlantAsync(new PlantReplacement(renamed, 1, "renamed", false), default);

        Assert.Equal((true, 2), (replaced.IsApplied, replaced.Version));
        Assert.Equal("Lugdunum", (await grid.Twins.GetTwinAsync("acme/lyon", default))!.Name);
        var stale = await Assert.ThrowsAsync<HostFaultException>(
            () => grid.Twins.ReplacePlantAsync(new PlantReplacement(renamed, 1, null, false), default));
        Assert.Equal(HostFault.Conflict, stale.Fault);
    }

    [Fact]
    public async Task A_tag_that_nobody_has_is_listed_and_can_be_adopted()
    {
        await using var grid = await GridCluster.StartAsync(1, GridCluster.DemoText);
        await grid.PostAsync("""[{"tag":"new/tag","value":3}]""");

        var page = await grid.Twins.ListUnknownTagsAsync(new PageQuery(10), default);
        var adopted = await grid.Twins.AdoptTagAsync(new TagAdoption("new/tag", $"{Machine}/oil", "Oil", "L"), default);
        await grid.PostAsync("""[{"tag":"new/tag","value":4}]""");

        Assert.Equal("new/tag", Assert.Single(page.Items).Tag);
        Assert.Equal(2, adopted.PlantVersion);
        await GridCluster.UntilAsync(
            () => grid.Twins.GetTwinAsync($"{Machine}/oil", default), view => view?.Sensor?.Value == 4,
            "the adopted tag's value");
    }

    [Fact]
    public async Task A_file_of_history_goes_through_the_gateway_and_comes_out_again()
    {
        await using var grid = await GridCluster.StartAsync(2, GridCluster.DemoText);
        var lines = Enumerable.Range(0, 20_000).Select(i => string.Create(
            CultureInfo.InvariantCulture, $"{Machine}/power,{Day.AddSeconds(i):O},{i % 50}.25"));
        var file = string.Join('\n', lines.Prepend("sensor,timestamp,value"));

        var receipt = await grid.Twins.ImportHistoryAsync(new(Stream(file), null, null), default);

        Assert.Equal((20_000, 20_000, 0), (receipt.Lines, receipt.Samples, receipt.Refused));
        var query = new HistoryExportQuery($"{Machine}/power", new TimeWindow(Day, Day.AddDays(1), null, null));
        await GridCluster.UntilAsync(() => ExportedAsync(grid, query), count => count == 20_000, "all lines");
    }

    [Fact]
    public async Task A_file_that_is_no_history_is_refused_as_by_the_feed()
    {
        await using var grid = await GridCluster.StartAsync(1, GridCluster.DemoText);

        var refused = await Assert.ThrowsAsync<HostFaultException>(
            () => grid.Twins.ImportHistoryAsync(new(Stream("what is this?\n1"), null, null), default));

        Assert.Equal(HostFault.Invalid, refused.Fault);
    }

    [Fact]
    public async Task Why_a_machine_alerts_is_asked_of_the_shard_that_has_what_supplies_it()
    {
        const string line = "name: Line 1\n";
        const string pressure = $"{Supply}/hydraulic-pressure";
        await using var grid = await GridCluster.StartAsync(2, GridCluster.DemoText.Replace(
            line, $"{line}                suppliedBy: line-2/press-2\n", StringComparison.Ordinal));
        var random = new Random(1);
        var values = Enumerable.Range(0, 540).Select(i => Value(pressure, (i < 450 ? 220 : 180) + random.NextDouble(), 20 * i));
        await grid.PostAsync($"[{string.Join(',', values)}]");
        var map = new ShardMap(grid.Options.Shards);
        var plants = grid.Silos.Client.ServiceProvider.GetRequiredService<GridPlants>();
        var others = new OtherShards(map, number => new GrainShard(grid.Grains, number, plants), TimeProvider.System);
        var here = await grid.EngineOfAsync(map.ShardOfMachine(Machine));
        var machine = Assert.IsType<MachineAsset>(here.Runtime.Plant.Find(Machine));
        var noticed = Day.AddMinutes(155).UtcTicks;

        var causes = await GridCluster.UntilAsync(
            () => new CauseFinder(here.Store, others).FindAsync(
                here.Runtime.Plant, machine, new AlertBegin(noticed, noticed, 7, 4, []), default),
            causes => causes.Ranked.Count > 0, "a cause");

        Assert.Null(here.Runtime.Plant.Find(Supply));
        Assert.Equal((Supply, "hydraulic-pressure"), (causes.Ranked[0].AssetId, causes.Ranked[0].Name));
        Assert.EndsWith(
            "at 08:30:00, 5 min before assembly-1's anomaly; it supplies assembly-1", causes.Ranked[0].Evidence,
            StringComparison.Ordinal);

        static string Value(string sensor, double value, int second) => string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"sensor":"{{sensor}}","value":{{value}},"timestamp":"{{Day.AddSeconds(second):O}}"}""");
    }

    [Fact]
    public async Task A_process_that_was_told_of_another_grid_is_refused()
    {
        await using var grid = await GridCluster.StartAsync(1, GridCluster.DemoText);
        var plant = grid.Grains.GetGrain<IPlantGrain>(0);

        var shards = await Assert.ThrowsAsync<HostFaultException>(() => plant.JoinAsync(new GridMember(null, 5, [])));
        var other = await Assert.ThrowsAsync<HostFaultException>(
            () => plant.JoinAsync(grid.Member(GridCluster.DemoText + "\n# edited\n")));

        Assert.Contains("4 shards", shards.Message, StringComparison.Ordinal);
        Assert.Contains("Version 1 of the plant is in force", other.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await plant.JoinAsync(grid.Member(GridCluster.DemoText))).Version);
    }

    [Fact]
    public async Task A_first_process_without_a_plant_is_told_to_bring_one()
    {
        await using var grid = await GridCluster.StartEmptyAsync(1);

        var refused = await Assert.ThrowsAsync<HostFaultException>(
            () => grid.Grains.GetGrain<IPlantGrain>(0).JoinAsync(grid.Member(null)));

        Assert.Equal(HostFault.NotFound, refused.Fault);
        Assert.Contains("--plant", refused.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_makes_grains_by_asking_for_twins_that_do_not_exist()
    {
        await using var grid = await GridCluster.StartAsync(1, GridCluster.DemoText);
        var management = grid.Grains.GetGrain<IManagementGrain>(0);
        await grid.Twins.GetTwinAsync(Machine, default);
        for (var shard = 0; shard < grid.Options.Shards; shard++)
            await grid.Grains.GetGrain<IShardGrain>(shard).StayAwakeAsync(0);
        await grid.Grains.GetGrain<IFeedGrain>(FeedSettings.Main).StayAwakeAsync(0);
        var before = await management.GetTotalActivationCount();

        for (var i = 0; i < 100; i++)
            Assert.Null(await grid.Twins.GetTwinAsync($"acme/lyon/nothing-{i}", default));

        Assert.Equal(before, await management.GetTotalActivationCount());
    }

    [Fact]
    public async Task Whoever_speaks_to_the_cluster_asks_a_twin_by_its_path()
    {
        await using var grid = await GridCluster.StartAsync(2, GridCluster.DemoText);
        await grid.PostAsync(Power(Machine, 12.5));
        var sensor = grid.Grains.GetGrain<ISensorGrain>($"{Machine}/power");
        await GridCluster.UntilAsync(() => sensor.ViewAsync(default), view => view.Sensor?.Value == 12.5, "the sensor's value");

        var machine = grid.Grains.GetGrain<IMachineGrain>(Machine);
        var site = grid.Grains.GetGrain<ICompositeGrain>("acme/lyon");
        var day = new KpiQuery("", new TimeWindow(null, null, NamedWindow.Day, null), null, null, null);

        Assert.Equal(12.5, (await machine.ViewAsync(default)).Machine?.PowerKw);
        await GridCluster.UntilAsync(() => site.ViewAsync(default), view => view.Composite?.PowerKw == 12.5, "the site's power");
        Assert.Equal(Machine, (await machine.KpisAsync(day, default)).TwinId);
        Assert.Equal("acme/lyon", (await site.KpisAsync(day, default)).TwinId);
        var stranger = grid.Grains.GetGrain<IMachineGrain>("acme/lyon/body/line-1/nothing");
        var unknown = await Assert.ThrowsAsync<HostFaultException>(() => stranger.ViewAsync(default));
        Assert.Equal(HostFault.NotFound, unknown.Fault);
    }

    [Fact]
    public async Task A_twins_grain_sits_beside_the_shard_that_has_the_twin()
    {
        var options = new GridOptions { Shards = 4, MoveDelay = TimeSpan.FromMilliseconds(300) };
        await using var grid = await GridCluster.StartAsync(3, GridCluster.DemoText, options);
        await SeatedAsync(grid);
        var management = grid.Grains.GetGrain<IManagementGrain>(0);
        var map = new ShardMap(grid.Options.Shards);
        foreach (var machine in await MachinesAsync(grid))
        {
            await grid.Twins.GetTwinAsync(machine, default);
            var shard = grid.Grains.GetGrain<IShardGrain>(map.ShardOfMachine(machine));
            Assert.Equal(
                await management.GetActivationAddress(shard),
                await management.GetActivationAddress(grid.Grains.GetGrain<IMachineGrain>(machine)));
        }
    }

    [Fact]
    public async Task A_silo_that_comes_gets_its_share_of_the_shards_though_callers_remember_where_they_were()
    {
        var options = new GridOptions { Shards = 6, MoveDelay = TimeSpan.FromMilliseconds(300) };
        await using var grid = await GridCluster.StartAsync(1, GridCluster.DemoText, options);
        for (var shard = 0; shard < options.Shards; shard++)
            await grid.Grains.GetGrain<IShardGrain>(shard).PositionOfFeedAsync("main");
        await grid.Silos.StartAdditionalSiloAsync();

        await SeatedAsync(grid);
    }

    [Fact]
    public async Task A_shard_whose_twins_cant_be_brought_back_is_opened_anew_and_waits_for_no_question_that_takes_long()
    {
        var once = new PlantHostOptions { Recovery = new RecoveryOptions { AttemptsMax = 0 } };
        await using var grid = await GridCluster.StartAsync(
            1, GridCluster.DemoText, new GridOptions { Shards = 1, Shard = once });
        var machines = (await grid.EngineOfAsync(0)).Runtime.Machines.Values.DistinctBy(machine => machine.Line).ToList();
        var (slow, broken) = (machines[0], machines[1]);
        var standing = new TaskCompletionSource();
        await slow.Line.Mailbox.PostAsync(() => new ValueTask(standing.Task));
        var asked = grid.Grains.GetGrain<IShardGrain>(0).ViewTwinsAsync([slow.Machine.Twin.Id], default);
        while (slow.Line.Mailbox.Waiting == 0)
            await Task.Yield();
        await broken.Line.Mailbox.PostAsync(() => throw new InvalidOperationException("a defect"));

        var refused = await Assert.ThrowsAsync<HostFaultException>(() => asked);

        Assert.Contains("is moving to another silo", refused.Message, StringComparison.Ordinal);
        standing.SetResult();
        await GridCluster.UntilAsync(
            () => grid.Twins.GetTwinAsync(broken.Machine.Twin.Id, default), view => view is not null, "a view of the machine");
    }

    [Fact]
    public void A_silo_that_goes_moves_only_its_own_shards()
    {
        var silos = Enumerable.Range(0, 5).Select(
            i => SiloAddress.New(new(System.Net.IPAddress.Loopback, 11_111 + i), 1)).ToList();
        var before = Enumerable.Range(0, 256).Select(shard => ShardSeats.Choose(shard, silos)).ToList();
        var rest = silos[..4];

        var after = Enumerable.Range(0, 256).Select(shard => ShardSeats.Choose(shard, rest)).ToList();

        Assert.All(before.Zip(after), seats => Assert.True(seats.First.Equals(seats.Second) || seats.First.Equals(silos[4])));
        Assert.All(before.GroupBy(silo => silo), share => Assert.InRange(share.Count(), 30, 75));
    }

    /// <summary>Waits until every shard is at its seat, while it is asked again and again.</summary>
    private static async Task SeatedAsync(GridCluster grid)
    {
        List<IShardGrain> shards =
            [.. Enumerable.Range(0, grid.Options.Shards).Select(number => grid.Grains.GetGrain<IShardGrain>(number))];
        var management = grid.Grains.GetGrain<IManagementGrain>(0);
        List<SiloAddress> silos = [.. grid.Silos.Silos.Select(silo => silo.SiloAddress)];
        await GridCluster.UntilAsync(
            async () =>
            {
                await Task.WhenAll(shards.Select(shard => shard.PositionOfFeedAsync("main")));
                return await Task.WhenAll(shards.Select(async shard => await management.GetActivationAddress(shard)));
            },
            seats => seats.Index().All(seat => ShardSeats.Choose(seat.Index, silos).Equals(seat.Item)),
            "every shard at its seat");
    }

    private static MemoryStream Stream(string text) => new(Encoding.UTF8.GetBytes(text));

    private static async Task<int> ExportedAsync(GridCluster grid, HistoryExportQuery query)
    {
        using var to = new MemoryStream();
        await grid.Twins.ExportHistoryAsync(query, to, default);
        return Encoding.UTF8.GetString(to.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length - 1;
    }

    private static async Task<List<string>> MachinesAsync(GridCluster grid) =>
        [.. (await grid.Twins.ListTwinsAsync(new TwinListQuery(null, AssetKind.Machine, null, 100, null), default)).Items
            .Select(item => item.Id)];

    private static string Power(string machine, double kilowatts) => string.Create(
        CultureInfo.InvariantCulture, $$"""[{"sensor":"{{machine}}/power","value":{{kilowatts}}}]""");
}
