using Orleans;
using Orleans.Runtime;

namespace OrleansTwin.Grains.Tests.Schema;

/// <summary>What silos and gateways do with the tables of the cluster, by Orleans' own provider on a real server.</summary>
public sealed class MembershipTests
{
    private static readonly DateTime Noon = new(2026, 5, 4, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task A_cluster_without_silos_has_a_version()
    {
        var database = await ClusterDatabase.PreparedAsync();
        var table = await database.MembershipAsync();
        await database.MembershipAsync();
        var read = await table.ReadAll();
        Assert.Empty(read.Members);
        Assert.Equal((0, "0"), (read.Version.Version, read.Version.VersionEtag));
        Assert.Empty((await table.ReadRow(Silo(1).SiloAddress)).Members);
    }

    [Fact]
    public async Task A_silo_that_joins_is_read_back_as_it_was_written()
    {
        var database = await ClusterDatabase.PreparedAsync();
        var table = await database.MembershipAsync();
        var joining = Silo(1, SiloStatus.Joining);
        Assert.True(await table.InsertRow(joining, (await table.ReadAll()).Version.Next()));
        Assert.True(await table.InsertRow(Silo(2), (await table.ReadAll()).Version.Next()));
        var all = await table.ReadAll();
        Assert.Equal(2, all.Version.Version);
        Assert.Equal([1, 2], all.Members.Select(member => member.Item1.SiloAddress.Generation).Order());
        AssertEqual(joining, (await table.ReadRow(joining.SiloAddress)).Members.Single().Item1);
    }

    [Fact]
    public async Task Of_two_silos_that_join_by_the_same_version_the_second_is_told_to_try_again()
    {
        var table = await (await ClusterDatabase.PreparedAsync()).MembershipAsync();
        var version = (await table.ReadAll()).Version;
        Assert.True(await table.InsertRow(Silo(1), version.Next()));
        Assert.False(await table.InsertRow(Silo(2), version));
        var read = await table.ReadAll();
        Assert.Equal((1, 1), (read.Members.Count, read.Version.Version));
    }

    [Fact]
    public async Task A_silo_joins_once()
    {
        var table = await (await ClusterDatabase.PreparedAsync()).MembershipAsync();
        await JoinAsync(table, Silo(1));
        Assert.False(await table.InsertRow(Silo(1), (await table.ReadAll()).Version));
        Assert.Equal(1, (await table.ReadAll()).Version.Version);
    }

    [Fact]
    public async Task A_change_is_read_back_with_who_suspects_the_silo()
    {
        var table = await (await ClusterDatabase.PreparedAsync()).MembershipAsync();
        await JoinAsync(table, Silo(1));
        var changed = Silo(1, SiloStatus.ShuttingDown);
        changed.IAmAliveTime = Noon.AddSeconds(9);
        changed.SuspectTimes = [Tuple.Create(Silo(2).SiloAddress, Noon), Tuple.Create(Silo(3).SiloAddress, Noon.AddSeconds(1))];
        Assert.True(await UpdateAsync(table, changed, await table.ReadAll()));
        AssertEqual(changed, (await table.ReadRow(changed.SiloAddress)).Members.Single().Item1);
    }

    [Fact]
    public async Task A_change_made_from_an_older_version_is_refused_and_changes_nothing()
    {
        var table = await (await ClusterDatabase.PreparedAsync()).MembershipAsync();
        await JoinAsync(table, Silo(1));
        var old = await table.ReadAll();
        await JoinAsync(table, Silo(2));
        Assert.False(await UpdateAsync(table, Silo(1, SiloStatus.Dead), old));
        var read = await table.ReadRow(Silo(1).SiloAddress);
        Assert.Equal((SiloStatus.Active, 2), (read.Members.Single().Item1.Status, read.Version.Version));
    }

    [Fact]
    public async Task A_change_of_a_silo_that_is_not_there_is_refused_and_leaves_the_version()
    {
        var table = await (await ClusterDatabase.PreparedAsync()).MembershipAsync();
        await JoinAsync(table, Silo(1));
        Assert.False(await UpdateAsync(table, Silo(2), await table.ReadAll()));
        Assert.Equal(1, (await table.ReadAll()).Version.Version);
    }

    [Fact]
    public async Task Being_alive_moves_the_time_of_that_silo_and_no_version()
    {
        var table = await (await ClusterDatabase.PreparedAsync()).MembershipAsync();
        await JoinAsync(table, Silo(1));
        await JoinAsync(table, Silo(2));
        var alive = Silo(1, SiloStatus.Dead);
        alive.IAmAliveTime = Noon.AddMinutes(1);
        await table.UpdateIAmAlive(alive);
        var read = await table.ReadAll();
        Assert.Equal(2, read.Version.Version);
        Assert.Equal(
            [(1, SiloStatus.Active, Noon.AddMinutes(1)), (2, SiloStatus.Active, Noon)],
            read.Members.Select(member => member.Item1).OrderBy(silo => silo.SiloAddress.Generation)
                .Select(silo => (silo.SiloAddress.Generation, silo.Status, silo.IAmAliveTime)));
    }

    [Fact]
    public async Task Gateways_are_the_active_silos_of_the_cluster_that_have_a_port_for_clients()
    {
        var database = await ClusterDatabase.PreparedAsync();
        var table = await database.MembershipAsync();
        var without = Silo(3);
        without.ProxyPort = 0;
        foreach (var silo in new[] { Silo(1), Silo(2, SiloStatus.Joining), without, Silo(4, SiloStatus.Dead), Silo(5) })
            await JoinAsync(table, silo);
        await JoinAsync(await database.MembershipAsync("another"), Silo(6));
        var expected = new[] { Silo(1), Silo(5) }.Select(silo =>
            SiloAddress.New(silo.SiloAddress.Endpoint.Address, silo.ProxyPort, silo.SiloAddress.Generation).ToGatewayUri());
        Assert.Equal(expected.Order(ByText), (await database.GatewaysAsync()).Order(ByText));
    }

    [Fact]
    public async Task Silos_that_are_dead_for_long_are_cleared_away_and_no_others()
    {
        var database = await ClusterDatabase.PreparedAsync();
        var table = await database.MembershipAsync();
        var another = await database.MembershipAsync("another");
        var late = Silo(3, SiloStatus.Dead);
        late.IAmAliveTime = Noon.AddDays(7);
        foreach (var silo in new[] { Silo(1, SiloStatus.Dead), Silo(2), late })
            await JoinAsync(table, silo);
        await JoinAsync(another, Silo(4, SiloStatus.Dead));
        await table.CleanupDefunctSiloEntries(new DateTimeOffset(Noon.AddDays(1)));
        Assert.Equal([2, 3], (await table.ReadAll()).Members.Select(member => member.Item1.SiloAddress.Generation).Order());
        Assert.Single((await another.ReadAll()).Members);
    }

    [Fact]
    public async Task A_cluster_that_is_deleted_leaves_others_as_they_are()
    {
        var database = await ClusterDatabase.PreparedAsync();
        var table = await database.MembershipAsync();
        var another = await database.MembershipAsync("another");
        await JoinAsync(table, Silo(1));
        await JoinAsync(another, Silo(2));
        await table.DeleteMembershipTableEntries("line");
        var begun = await (await database.MembershipAsync()).ReadAll();
        Assert.Equal((0, 0), (begun.Members.Count, begun.Version.Version));
        Assert.Single((await another.ReadAll()).Members);
    }

    [Fact]
    public async Task Of_changes_made_at_the_same_time_each_is_either_in_the_table_or_refused()
    {
        const int Silos = 6, Changes = 15;
        var database = await ClusterDatabase.PreparedAsync();
        var tables = await Task.WhenAll(Enumerable.Range(1, Silos).Select(_ => database.MembershipAsync()));
        await Task.WhenAll(tables.Select((table, at) => RetryAsync(table, read => table.InsertRow(Silo(at + 1), read.Version))));
        await Task.WhenAll(tables.Select(async (table, at) =>
        {
            for (var change = 1; change <= Changes; change++)
            {
                var silo = Silo(at + 1);
                silo.SuspectTimes = [.. Enumerable.Repeat(Tuple.Create(Silo(9).SiloAddress, Noon), change)];
                await Task.WhenAll(
                    RetryAsync(table, read => UpdateAsync(table, silo, read)), tables[0].UpdateIAmAlive(silo));
            }
        }));
        var read = await tables[0].ReadAll();
        Assert.Equal(Silos + (Silos * Changes), read.Version.Version);
        Assert.All(read.Members, member => Assert.Equal(Changes, member.Item1.SuspectTimes!.Count));
    }

    /// <summary>With what was read of the silo's row, as silos do.</summary>
    private static Task<bool> UpdateAsync(IMembershipTable table, MembershipEntry silo, MembershipTableData read)
    {
        var row = read.Members.FirstOrDefault(member => member.Item1.SiloAddress.Equals(silo.SiloAddress));
        return table.UpdateRow(silo, row?.Item2 ?? read.Version.VersionEtag, read.Version);
    }

    private static async Task RetryAsync(IMembershipTable table, Func<MembershipTableData, Task<bool>> change)
    {
        while (!await change(await table.ReadAll()))
        {
            // Another one was first: on the newer version, as silos do.
        }
    }

    private static async Task JoinAsync(IMembershipTable table, MembershipEntry silo) =>
        Assert.True(await table.InsertRow(silo, (await table.ReadAll()).Version));

    private static MembershipEntry Silo(int generation, SiloStatus status = SiloStatus.Active) => new()
    {
        SiloAddress = SiloAddress.New(System.Net.IPAddress.Parse("10.0.0.7"), 11_111, generation),
        SiloName = $"silo-{generation}",
        HostName = "press-shop",
        Status = status,
        ProxyPort = 30_000 + generation,
        StartTime = Noon.AddHours(-1),
        IAmAliveTime = Noon,
    };

    private static void AssertEqual(MembershipEntry expected, MembershipEntry actual)
    {
        Assert.Equal(expected.SiloAddress, actual.SiloAddress);
        Assert.Equal(
            (expected.SiloName, expected.HostName, expected.Status, expected.ProxyPort),
            (actual.SiloName, actual.HostName, actual.Status, actual.ProxyPort));
        Assert.Equal((expected.StartTime, expected.IAmAliveTime), (actual.StartTime, actual.IAmAliveTime));
        Assert.Equal(expected.SuspectTimes ?? [], actual.SuspectTimes ?? []);
    }

    private static Comparer<Uri> ByText { get; } =
        Comparer<Uri>.Create((one, other) => string.CompareOrdinal(one.ToString(), other.ToString()));
}
