using Microsoft.Extensions.Logging;
using OrleansTwin.Runtime.Logging;
using OrleansTwin.Runtime.Tests.Support;

namespace OrleansTwin.Runtime.Tests.Logging;

public sealed class LimitedLogsTests : IDisposable
{
    private static readonly LogOptions Options = new() { LinesPerCauseMax = 3, CausesMax = 4 };

    private readonly HandTime _time = new();
    private readonly Lines _lines = new();
    private readonly LogLimiter _limiter;
    private readonly LimitedLogs _logs;

    public LimitedLogsTests()
    {
        _limiter = new LogLimiter(Options, _time);
        _logs = new LimitedLogs(_lines, _limiter, _time);
    }

    public void Dispose() => _logs.Dispose();

    [Fact]
    public void A_thousand_lines_of_one_cause_are_three_and_the_rest_is_counted_and_told()
    {
        Write("mqtt:a", 1000);
        Assert.Equal(["mqtt:a fails", "mqtt:a fails", "mqtt:a fails"], _lines.Written);
        Assert.Equal(997, _limiter.Suppressed);
        Assert.Equal(997, _limiter.Read().Single().Points.Single().Value);

        _lines.Written.Clear();
        _time.Advance(Options.Window);
        Assert.Equal(
            "997 lines of event 7 of Sources about mqtt:a were left out (Log:LinesPerCauseMax).", Assert.Single(_lines.Written));
    }

    [Fact]
    public void After_its_window_a_cause_is_heard_again_and_a_quiet_one_is_not_told()
    {
        Write("mqtt:a", 2);
        _time.Advance(Options.Window);
        Write("mqtt:a", 4);
        Assert.Equal(5, _lines.Written.Count);
    }

    [Fact]
    public void A_noisy_cause_does_not_silence_another_thing_nor_another_event()
    {
        Write("mqtt:a", 100);
        Write("mqtt:b", 1);
        _logs.CreateLogger("Sources").Log(LogLevel.Error, 8, "Another event of {Source}", "mqtt:a");
        Assert.Equal(["mqtt:b fails", "Another event of mqtt:a"], _lines.Written[3..]);
    }

    [Fact]
    public void Causes_beyond_the_limit_share_one_place_so_that_the_table_is_bounded()
    {
        for (var topic = 0; topic < 1000; topic++)
            Write($"topic-{topic}", 1);
        Assert.Equal(Options.CausesMax + Options.LinesPerCauseMax, _lines.Written.Count);
        _time.Advance(Options.Window);
        Assert.EndsWith("about anything were left out (Log:LinesPerCauseMax).", _lines.Written[^1]);
    }

    private void Write(string source, int times)
    {
        var log = _logs.CreateLogger("Sources");
        for (var i = 0; i < times; i++)
            log.Log(LogLevel.Error, 7, "{Source} fails", source);
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        public List<string> Written { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Written.Add(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
