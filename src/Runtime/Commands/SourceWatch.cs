using Microsoft.Extensions.Logging;
using OrleansTwin.Ingest.Pipeline;
using OrleansTwin.Ingest.Sources;

namespace OrleansTwin.Runtime.Commands;

/// <summary>
/// Tells in the log when a source gets or loses its peer, and when telemetry first turns up that nobody has mapped.
/// </summary>
internal sealed partial class SourceWatch(IReadOnlyList<ISource> sources, IngestPipeline pipeline, ILogger log)
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<string, (SourceState State, string? Error)> _told = new(StringComparer.Ordinal);
    private bool _toldUnknown;
    private bool _toldRejected;

    public async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Period);
        try
        {
            do
                Look();
            while (await timer.WaitForNextTickAsync(cancellation));
        }
        catch (OperationCanceledException)
        {
            // Asked to stop.
        }
    }

    private void Look()
    {
        foreach (var source in sources)
            Look(source.Status);
        var metrics = pipeline.Metrics;
        if (metrics.ValuesUnknown > 0 && !_toldUnknown)
            LogUnknown(log);
        if (metrics.Rejected > 0 && !_toldRejected)
            LogRejected(log);
        (_toldUnknown, _toldRejected) = (metrics.ValuesUnknown > 0, metrics.Rejected > 0);
    }

    private void Look(SourceStatus now)
    {
        var state = (now.State, now.State == SourceState.Running ? null : now.LastError);
        if (_told.TryGetValue(now.Name, out var told) && told == state)
            return;
        _told[now.Name] = state;
        if (now.State == SourceState.Running)
            LogRunning(log, now.Name);
        else if (now is { State: SourceState.Connecting, LastError: { } error })
            LogTrying(log, now.Name, error);
    }

    [LoggerMessage(1401, LogLevel.Information, "{Source} is running.")]
    private static partial void LogRunning(ILogger log, string source);

    [LoggerMessage(1402, LogLevel.Warning, "{Source} is not connected: {Error} It keeps trying.")]
    private static partial void LogTrying(ILogger log, string source, string error);

    [LoggerMessage(1403, LogLevel.Warning, "Values came whose tag no sensor has; see /api/v1/unknown-tags.")]
    private static partial void LogUnknown(ILogger log);

    [LoggerMessage(1404, LogLevel.Warning, "Input came that could not be used; see /api/v1/dead-letters.")]
    private static partial void LogRejected(ILogger log);
}
