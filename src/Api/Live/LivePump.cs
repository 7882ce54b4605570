using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansTwin.Api.Hosting;

namespace OrleansTwin.Api.Live;

/// <summary>Asks the host for what is watched, once a period, and has it published.</summary>
internal sealed partial class LivePump(LiveHub hub, ITwinHost host, ApiOptions options, TimeProvider time, ILogger<LivePump> log)
    : BackgroundService
{
    private bool _isFailing;

    /// <summary>
    /// Publishes what stands now for some topics. Twins that the plant does not have are told as gone.
    /// </summary>
    public async Task PublishAsync(IReadOnlyCollection<string> topics, CancellationToken cancellation)
    {
        var byKind = topics.ToLookup(topic => LiveTopic.AlarmTwinOf(topic) is null);
        await PublishTwinsAsync([.. byKind[true]], cancellation);
        foreach (var topic in byKind[false])
            await PublishAlarmsAsync(LiveTopic.AlarmTwinOf(topic)!, cancellation);
    }

    private async Task PublishTwinsAsync(IReadOnlyList<string> ids, CancellationToken cancellation)
    {
        foreach (var chunk in ids.Chunk(options.LiveIdsMax))
        {
            var missing = new HashSet<string>(chunk, StringComparer.Ordinal);
            foreach (var view in await host.GetManyAsync(chunk, cancellation))
            {
                missing.Remove(view.Id);
                hub.Publish(view);
            }

            foreach (var id in missing)
                hub.PublishGone(id);
        }
    }

    private async Task PublishAlarmsAsync(string twinId, CancellationToken cancellation)
    {
        var query = new AlarmQuery(twinId, IsActive: null, options.LiveAlarmsMax, Cursor: null) { HasNormal = false };
        var page = await host.ListAlarmsAsync(query, cancellation);
        hub.PublishAlarms(new LiveAlarms(twinId, page.Items, page.NextCursor is not null));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.LivePeriod, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await RoundAsync(stoppingToken);
    }

    private async Task RoundAsync(CancellationToken cancellation)
    {
        try
        {
            if (hub.Watched() is { Count: > 0 } topics)
                await PublishAsync(topics, cancellation);
            _isFailing = false;
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            // Told once until it works again; subscribers keep their connection and see stale data for what it is.
            hub.Counters.CountPollFailure();
            if (!_isFailing)
                LogFailure(exception);
            _isFailing = true;
        }
    }

    [LoggerMessage(4002, LogLevel.Error, "The live feed can't read the twins; it goes on trying")]
    private partial void LogFailure(Exception exception);
}
