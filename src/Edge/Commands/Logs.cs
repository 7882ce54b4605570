using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace OrleansTwin.Edge.Commands;

/// <summary>Logs to standard error, a line each; the framework's own only from warnings up.</summary>
internal static class Logs
{
    public static void Configure(ILoggingBuilder logging) => Configure(logging, LogLevel.Information);

    /// <summary>For commands that end by themselves: what they did well is in their own output.</summary>
    public static void ConfigureQuiet(ILoggingBuilder logging) => Configure(logging, LogLevel.Warning);

    private static void Configure(ILoggingBuilder logging, LogLevel least) => logging
        .ClearProviders()
        .SetMinimumLevel(least)
        .AddSimpleConsole(line =>
        {
            line.SingleLine = true;
            line.TimestampFormat = "HH:mm:ss ";
        })
        .AddFilter("Microsoft", LogLevel.Warning)
        .AddFilter("System", LogLevel.Warning)
        // A start that fails is told by the command, once and without its stack.
        .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical)
        .Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
}
