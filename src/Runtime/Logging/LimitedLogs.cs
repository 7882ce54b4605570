using Microsoft.Extensions.Logging;

namespace OrleansTwin.Runtime.Logging;

/// <summary>
/// Lets through to another provider what <see cref="LogLimiter"/> admits, and tells regularly what was left out: a broken broker
/// or a poisoned topic can't fill a disk, and nothing disappears unseen.
/// </summary>
internal sealed partial class LimitedLogs : ILoggerProvider, ISupportExternalScope
{
    private const string OwnCategory = "OrleansTwin.Log";

    /// <summary>How often ended windows are looked for.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly ILoggerProvider _inner;
    private readonly LogLimiter _limiter;
    private readonly ILogger _own;
    private readonly ITimer _timer;

    public LimitedLogs(ILoggerProvider inner, LogLimiter limiter, TimeProvider time)
    {
        (_inner, _limiter, _own) = (inner, limiter, inner.CreateLogger(OwnCategory));
        _timer = time.CreateTimer(_ => TellLeftOut(), null, Period, Period);
    }

    public ILogger CreateLogger(string categoryName) =>
        new LimitedLogger(_inner.CreateLogger(categoryName), categoryName, _limiter);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) =>
        (_inner as ISupportExternalScope)?.SetScopeProvider(scopeProvider);

    public void Dispose()
    {
        _timer.Dispose();
        _inner.Dispose();
    }

    private void TellLeftOut()
    {
        foreach (var (cause, leftOut) in _limiter.EndWindows())
            LogLeftOut(_own, leftOut, cause.Event, cause.Category, cause.Subject ?? "anything");
    }

    [LoggerMessage(
        1501, LogLevel.Warning,
        "{LeftOut} lines of event {Event} of {Category} about {Subject} were left out (Log:LinesPerCauseMax).")]
    private static partial void LogLeftOut(ILogger log, long leftOut, int @event, string category, string subject);

    private sealed class LimitedLogger(ILogger inner, string category, LogLimiter limiter) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (limiter.Admits(new LogCause(category, eventId.Id, SubjectOf(state))))
                inner.Log(logLevel, eventId, state, exception, formatter);
        }

        private static string? SubjectOf<TState>(TState state)
        {
            if (state is not IReadOnlyList<KeyValuePair<string, object?>> values)
                return null;
            foreach (var (name, value) in values)
            {
                if (name != "{OriginalFormat}" && value is string text)
                    return text;
            }

            return null;
        }
    }
}
