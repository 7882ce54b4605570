using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace OrleansTwin.Runtime.Logging;

/// <summary>Logs to standard error, a line each; the framework's own only from warnings up.</summary>
internal static class Logs
{
    /// <summary>For commands that end by themselves: what they did well is in their own output.</summary>
    public static void ConfigureQuiet(ILoggingBuilder logging) =>
        Configure(logging, LogLevel.Warning, new LogOptions(), new LogLimiter(new LogOptions(), TimeProvider.System));

    public static void Configure(ILoggingBuilder logging, LogOptions options, LogLimiter limiter) =>
        Configure(logging, LogLevel.Information, options, limiter);

    private static void Configure(ILoggingBuilder logging, LogLevel least, LogOptions options, LogLimiter limiter)
    {
        logging
            .ClearProviders()
            .SetMinimumLevel(least)
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("System", LogLevel.Warning)
            .AddFilter("Orleans", LogLevel.Warning)
            // It reckons its first pause from the start of the machine.
            .AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error)
            .AddFilter("OrleansTwin", least)
            // A start that fails is told by the command, once and without its stack.
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical)
            .AddFilter("Orleans.Runtime.Silo", LogLevel.Critical)
            .Configure(factory =>
                factory.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
        if (options.Form == LogForm.Json)
            logging.AddJsonConsole(Json);
        else
            logging.AddSimpleConsole(Text);
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        Limit(logging.Services, limiter);
    }

    private static void Text(SimpleConsoleFormatterOptions line)
    {
        line.SingleLine = true;
        line.TimestampFormat = "HH:mm:ss ";
    }

    private static void Json(JsonConsoleFormatterOptions line)
    {
        line.UseUtcTimestamp = true;
        line.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
        line.IncludeScopes = true;
    }

    private static void Limit(IServiceCollection services, LogLimiter limiter)
    {
        services.Remove(services.Single(service => service.ServiceType == typeof(ILoggerProvider)));
        services.AddSingleton<ILoggerProvider>(given => new LimitedLogs(
            ActivatorUtilities.CreateInstance<ConsoleLoggerProvider>(given), limiter, TimeProvider.System));
    }
}
