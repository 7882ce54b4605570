using System.Net;
using OrleansTwin.Grains.Hosting;
using OrleansTwin.Grains.Tests.Schema;
using OrleansTwin.Store;

namespace OrleansTwin.Grains.Tests.Hosting;

/// <summary>Who may open a store that another silo's sessions hold.</summary>
public sealed class GridStoresTests
{
    [Fact]
    public async Task A_store_is_taken_from_a_silo_that_is_dead_and_from_no_other()
    {
        var options = (await ClusterDatabase.EmptyAsync()).Grid;
        var (former, next) = (Silo(1), Silo(2));
        await using var frozen = await Stores(options, former, _ => SiloStatus.Active).OpenShardAsync(0);
        foreach (var status in new[] { SiloStatus.None, SiloStatus.Active })
        {
            var refused = await Assert.ThrowsAsync<StoreRefusedException>(
                () => Stores(options, next, _ => status).OpenShardAsync(0).AsTask());
            Assert.Contains(former.ToParsableString(), refused.Message, StringComparison.Ordinal);
        }

        await frozen.Journal.AppendAsync(default);
        await using var taken = await Stores(
            options, next, silo => silo.Equals(former) ? SiloStatus.Dead : SiloStatus.Active).OpenShardAsync(0);
        Assert.Equal(1, taken.Journal.LastSequence);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => frozen.Journal.AppendAsync(default).AsTask());
        await Assert.ThrowsAsync<StoreRefusedException>(() => frozen.Journal.AppendAsync(default).AsTask());
    }

    private static GridStores Stores(GridOptions options, SiloAddress local, Func<SiloAddress, SiloStatus> statusOf) => new(
        options,
        Stub.Of<ILocalSiloDetails>((_, _) => local),
        Stub.Of<ISiloStatusOracle>((_, asked) => statusOf((SiloAddress)asked[0]!)));

    private static SiloAddress Silo(int generation) => SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 11111), generation);
}
