using OrleansTwin.Diagnostics;

namespace OrleansTwin.Runtime.Logging;

/// <summary>
/// How much a cause may write: so many lines a window. What is left out is counted, and told once the window is over. Any thread
/// may ask.
/// </summary>
internal sealed class LogLimiter(LogOptions options, TimeProvider time) : IMetricSource
{
    private readonly Lock _gate = new();
    private readonly Dictionary<LogCause, Window> _windows = [];
    private long _suppressed;

    /// <summary>Lines left out since the start.</summary>
    public long Suppressed => Interlocked.Read(ref _suppressed);

    public IEnumerable<MetricFamily> Read() =>
    [
        MetricLayer.Edge.Counter(
            "orleanstwin_log_lines_suppressed_total", "{line}", "Log lines left out by the limit of their cause.", Suppressed),
    ];

    /// <summary>True where a line may be written.</summary>
    public bool Admits(LogCause cause)
    {
        lock (_gate)
        {
            if (_windows.Count >= options.CausesMax && !_windows.ContainsKey(cause))
                cause = cause with { Subject = null };
            if (!_windows.TryGetValue(cause, out var window))
                _windows[cause] = window = new Window(time.GetTimestamp());
            if (window.Lines++ < options.LinesPerCauseMax)
                return true;
        }

        Interlocked.Increment(ref _suppressed);
        return false;
    }

    /// <summary>
    /// Ends the windows that are over; returns the causes that had more to say, and how many lines were left out.
    /// </summary>
    public IReadOnlyList<(LogCause Cause, long LeftOut)> EndWindows()
    {
        var told = new List<(LogCause, long)>();
        lock (_gate)
        {
            foreach (var (cause, window) in _windows)
            {
                if (time.GetElapsedTime(window.Since) < options.Window)
                    continue;
                if (window.Lines > options.LinesPerCauseMax)
                    told.Add((cause, window.Lines - options.LinesPerCauseMax));
                _windows.Remove(cause);
            }
        }

        return told;
    }

    private sealed class Window(long since)
    {
        public long Since { get; } = since;

        public long Lines { get; set; }
    }
}

/// <summary>
/// What lines have in common: who writes, which event, and about which thing (the first text among the event's values).
/// </summary>
internal sealed record LogCause(string Category, int Event, string? Subject);
