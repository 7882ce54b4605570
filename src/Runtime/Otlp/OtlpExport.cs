using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using OrleansTwin.Diagnostics;

namespace OrleansTwin.Runtime.Otlp;

/// <summary>Sends metrics and traces to a collector until disposed, which sends what is left.</summary>
internal sealed class OtlpExport : IDisposable
{
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string ProtocolVariable = "OTEL_EXPORTER_OTLP_PROTOCOL";
    private static readonly TimeSpan FarewellMax = TimeSpan.FromSeconds(2);

    private readonly MetricInstruments _instruments;
    private readonly MeterProvider _metrics;
    private readonly TracerProvider _traces;

    private OtlpExport(OtlpOptions options, MetricInstruments instruments)
    {
        _instruments = instruments;
        var resource = ResourceBuilder.CreateDefault().AddService(
            options.ServiceName, serviceVersion: typeof(OtlpExport).Assembly.GetName().Version?.ToString(3))
            .AddEnvironmentVariableDetector();
        _metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter([.. MetricInstruments.MeterNames])
            .AddOtlpExporter((exporter, reader) =>
            {
                Configure(exporter, options, "v1/metrics");
                if (!IsSet("OTEL_METRIC_EXPORT_INTERVAL"))
                {
                    reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds =
                        (int)options.MetricPeriod.TotalMilliseconds;
                }
            })
            .Build();
        var traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource(Tracing.SourceName, "Microsoft.AspNetCore")
            .AddOtlpExporter(exporter => Configure(exporter, options, "v1/traces"));
        if (!IsSet("OTEL_TRACES_SAMPLER"))
            traces.SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(options.TraceShare)));
        _traces = traces.Build();
    }

    /// <summary>
    /// Begins to export where the settings or the environment name a collector; else null, and nothing is done.
    /// </summary>
    public static OtlpExport? Start(OtlpOptions options, Func<IReadOnlyList<MetricFamily>> metrics, TimeProvider time)
    {
        var isAsked = options.Endpoint is not null || IsSet(EndpointVariable);
        var isOff = string.Equals(
            Environment.GetEnvironmentVariable("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase);
        return isAsked && !isOff ? new OtlpExport(options.Validate(), new MetricInstruments(metrics, time)) : null;
    }

    public void Dispose()
    {
        _metrics.Shutdown((int)FarewellMax.TotalMilliseconds);
        _traces.Shutdown((int)FarewellMax.TotalMilliseconds);
        _metrics.Dispose();
        _traces.Dispose();
        _instruments.Dispose();
    }

    // Collectors take OTLP over HTTP on the port that people name; the library's own default is gRPC.
    private static void Configure(OtlpExporterOptions exporter, OtlpOptions options, string path)
    {
        if (!IsSet(ProtocolVariable))
            exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
        if (options.Endpoint is { } endpoint && !IsSet(EndpointVariable))
            exporter.Endpoint = new Uri($"{endpoint.TrimEnd('/')}/{path}");
    }

    private static bool IsSet(string variable) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable));
}
