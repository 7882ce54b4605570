using System.Collections.Concurrent;
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
    IGrainFactory grains, ISiloStatusOracle silos, SeatWatch seats, GridPlants plants, GridOptions options, GridProcess process,
    TimeProvider time, ILogger<GridWatch> log)
    : BackgroundService, ISiloStatusListener
{
    /// <summary>Who has not answered by then is asked again: the question may have been lost with the silo that had it.</summary>
    internal static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, Task> _underWay = new(StringComparer.Ordinal);
    private readonly HashSet<string> _failing = [];
    private volatile string[] _sites = [];
    private readonly ConcurrentDictionary<SiloAddress, bool> _leaving = new();
    private TaskCompletionSource _loss = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Who is stopped in order hands over what it has; after a loss somebody has to look at once.</summary>
    public void SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status)
    {
        if (status is SiloStatus.ShuttingDown or SiloStatus.Stopping)
            _leaving.TryAdd(updatedSilo, true);
        else if (status == SiloStatus.Dead && !_leaving.TryRemove(updatedSilo, out _))
            Interlocked.Exchange(ref _loss, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        silos.SubscribeToSiloStatusEvents(this);
        for (var isLoss = false; !stoppingToken.IsCancellationRequested;)
        {
            var loss = Volatile.Read(ref _loss).Task;
            foreach (var (name, stayAwake) in Wards())
                LookAfter(name, stayAwake, isLoss);
            isLoss = loss == await Task.WhenAny(Task.Delay(options.WatchPeriod, time, stoppingToken), loss);
        }

        silos.UnSubscribeFromSiloStatusEvents(this);
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

    /// <summary>
    /// Each at its own pace: one that takes long, or hangs, keeps no other waiting. When a silo was lost, who was asked may have
    /// been on it.
    /// </summary>
    private void LookAfter(string name, Func<Task> stayAwake, bool isLoss)
    {
        if (isLoss || !_underWay.TryGetValue(name, out var before) || before.IsCompleted)
            _underWay[name] = LookAfterAsync(name, stayAwake);
    }

    /// <summary>Its failure is told once, until it works again.</summary>
    private async Task LookAfterAsync(string name, Func<Task> stayAwake)
    {
        try
        {
            await stayAwake().WaitAsync(AnswerMax, time);
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
