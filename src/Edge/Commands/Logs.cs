using Microsoft.Extensions.Logging;

namespace OrleansTwin.Edge.Commands;

/// <summary>Logs to the console, a line each; the framework's own only from warnings up.</summary>
internal static class Logs
{
    public static void Configure(ILoggingBuilder logging) => logging
        .ClearProviders()
        .AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
        })
        .AddFilter("Microsoft", LogLevel.Warning)
        .AddFilter("System", LogLevel.Warning);
}
