using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansTwin.Grains.Interfaces;
using OrleansTwin.Grains.Placement;
using OrleansTwin.Grains.Plants;
using OrleansTwin.Runtime.Sites;

namespace OrleansTwin.Grains.Hosting;

/// <summary>
/// Keeps awake what belongs to this process: the shards that have their seat here, and the feeds that it can run. So a shard
/// of a silo that was lost is taken up as soon as the cluster knows of the loss, whether or not somebody asks for it.
/// </summary>
internal sealed partial class GridWatch(
    IGrainFactory grains, SeatWatch seats, GridPlants plants, GridOptions options, GridProcess process, TimeProvider time,
    ILogger<GridWatch> log)
    : BackgroundService
{
    private readonly Dictionary<string, Task> _underWay = new(StringComparer.Ordinal);
    private readonly HashSet<string> _failing = [];
    private volatile string[] _sites = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.WatchPeriod, time);
        try
        {
            do
            {
                foreach (var (name, stayAwake) in Wards())
                    LookAfter(name, stayAwake);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Asked to stop.
        }
    }

    private IEnumerable<(string Name, Func<Task> StayAwake)> Wards()
    {
        var version = plants.Current?.Document.Version ?? 0;
        if (process.Roles.HasFlag(GridRoles.Silo))
        {
            foreach (var shard in Enumerable.Range(0, options.Shards).Where(seats.IsHere))
                yield return ($"shard {shard}", () => grains.Shard(shard).StayAwakeAsync(version));
        }

        if (process.Roles.HasFlag(GridRoles.Ingest))
        {
            yield return ("The list of feeds", LearnFeedsAsync);
            foreach (var feed in options.Feeds.Keys.Concat(_sites))
                yield return ($"feed {feed}", () => grains.Feed(feed).StayAwakeAsync(version));
        }
    }

    /// <summary>Sites get feeds when their Edges first call, wherever that was.</summary>
    private async Task LearnFeedsAsync() =>
        _sites = [.. (await grains.Plant().ListFeedsAsync()).Where(feed => SiteFeeds.SiteOf(feed) is not null)];

    /// <summary>Each at its own pace: one that takes long, or hangs, keeps no other waiting.</summary>
    private void LookAfter(string name, Func<Task> stayAwake)
    {
        if (!_underWay.TryGetValue(name, out var before) || before.IsCompleted)
            _underWay[name] = LookAfterAsync(name, stayAwake);
    }

    /// <summary>Its failure is told once, until it works again.</summary>
    private async Task LookAfterAsync(string name, Func<Task> stayAwake)
    {
        try
        {
            await stayAwake();
            lock (_failing)
            {
                if (!_failing.Remove(name))
                    return;
            }

            LogAwake(log, name);
        }
        catch (Exception failed)
        {
            lock (_failing)
            {
                if (!_failing.Add(name))
                    return;
            }

            LogAsleep(log, name, failed.Message);
        }
    }

    [LoggerMessage(2101, LogLevel.Error, "{Ward} can't be taken up: {Reason} It goes on trying.")]
    private static partial void LogAsleep(ILogger log, string ward, string reason);

    [LoggerMessage(2102, LogLevel.Information, "{Ward} is taken up again.")]
    private static partial void LogAwake(ILogger log, string ward);
}
