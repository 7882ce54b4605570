using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansTwin.Grains.Hosting;
using OrleansTwin.Grains.Interfaces;
using OrleansTwin.Grains.Placement;
using OrleansTwin.Grains.Plants;
using OrleansTwin.Runtime.Tests.Support;

namespace OrleansTwin.Grains.Tests.Hosting;

/// <summary>Feeds that one process looks after, of which one never answers.</summary>
public sealed class GridWatchTests : IAsyncDisposable
{
    private const string Hanging = "hanging";
    private const string Well = "well";

    private readonly StandingTime _time = new();
    private readonly ConcurrentDictionary<string, int> _asked = new();
    private readonly GridPlants _plants;
    private readonly GridWatch _watch;

    public GridWatchTests()
    {
        var plant = Stub.Of<IPlantGrain>((_, _) => Task.FromResult(Array.Empty<string>()));
        var grains = Stub.Of<IGrainFactory>((_, called) => ((GrainId)called[0]!).Type.ToString() == GrainNames.Plant
            ? plant
            : Stub.Of<IFeedGrain>((_, _) => Asked(((GrainId)called[0]!).Key.ToString()!)));
        var options = new GridOptions
        {
            Feeds = new Dictionary<string, FeedSettings> { [Hanging] = new(), [Well] = new() },
        };
        var seats = new SeatWatch(
            Stub.Of<ILocalSiloDetails>(), Stub.Of<ISiloStatusOracle>(), Stub.Of<IClusterManifestProvider>(), options, _time);
        _plants = new GridPlants(grains);
        _watch = new GridWatch(
            grains, Stub.Of<ISiloStatusOracle>((_, _) => true), seats, _plants, options, new GridProcess(GridRoles.Ingest),
            _time, NullLogger<GridWatch>.Instance);
    }

    [Fact]
    public async Task One_that_hangs_keeps_no_other_waiting_and_is_asked_again_after_a_while()
    {
        await _watch.StartAsync(CancellationToken.None);
        for (var period = 1; period <= 3; period++)
        {
            await AskedAsync(Well, period);
            await PassAsync(new GridOptions().WatchPeriod);
        }

        Assert.Equal(1, _asked[Hanging]);
        await PassAsync(GridWatch.AnswerMax);
        await PassAsync(new GridOptions().WatchPeriod);
        await AskedAsync(Hanging, 2);
    }

    [Fact]
    public async Task When_a_silo_is_lost_all_are_asked_at_once_and_when_one_has_left_in_order_in_their_turn()
    {
        await _watch.StartAsync(CancellationToken.None);
        await AskedAsync(Well, 1);
        await AskedAsync(Hanging, 1);

        _watch.SiloStatusChangeNotification(SiloAddress.Zero, SiloStatus.ShuttingDown);
        _watch.SiloStatusChangeNotification(SiloAddress.Zero, SiloStatus.Dead);
        Assert.Equal((1, 1), (_asked[Well], _asked[Hanging]));
        _watch.SiloStatusChangeNotification(SiloAddress.Zero, SiloStatus.Dead);

        await AskedAsync(Well, 2);
        await AskedAsync(Hanging, 2);
    }

    public async ValueTask DisposeAsync()
    {
        await _watch.StopAsync(CancellationToken.None);
        _watch.Dispose();
        _plants.Dispose();
    }

    private Task Asked(string feed)
    {
        _asked.AddOrUpdate(feed, 1, (_, count) => count + 1);
        return feed == Hanging ? new TaskCompletionSource().Task : Task.CompletedTask;
    }

    private async Task AskedAsync(string feed, int times)
    {
        while (_asked.GetValueOrDefault(feed) < times)
            await Task.Yield();
    }

    private async Task PassAsync(TimeSpan time)
    {
        while (_time.Waits(time) == 0)
            await Task.Yield();
        _time.GoOn(atMost: time);
    }
}
