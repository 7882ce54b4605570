using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansTwin.Grains.Hosting;

namespace OrleansTwin.Grains.Plants;

/// <summary>Keeps a gateway's plant the one in force: answers name the twins that there are.</summary>
internal sealed partial class PlantWatch(GridPlants plants, GridOptions options, TimeProvider time, ILogger<PlantWatch> log)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.WatchPeriod, time);
        var isFailing = false;
        try
        {
            do
                isFailing = await LookAsync(isFailing, stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Asked to stop.
        }
    }

    /// <summary>A failure is told once, until it works again: what is known is answered by meanwhile.</summary>
    private async Task<bool> LookAsync(bool isFailing, CancellationToken cancellation)
    {
        try
        {
            await plants.ReadAsync(cancellation);
            return false;
        }
        catch (Exception failed) when (!cancellation.IsCancellationRequested)
        {
            if (!isFailing)
                LogFailed(log, failed.Message);
            return true;
        }
    }

    [LoggerMessage(2202, LogLevel.Warning, "The plant in force can't be asked for: {Reason} The last known one stays.")]
    private static partial void LogFailed(ILogger log, string reason);
}
