namespace OrleansTwin.Runtime.Otlp;

/// <summary>
/// Where metrics and traces are sent by OTLP; without an endpoint nothing is collected. The standard variables
/// (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, <c>OTEL_SERVICE_NAME</c>, <c>OTEL_TRACES_SAMPLER</c> ...) mean the same and win.
/// </summary>
internal sealed record OtlpOptions
{
    /// <summary>The collector's base address for OTLP over HTTP, for example <c>http://collector:4318</c>; null: none.</summary>
    public string? Endpoint { get; init; }

    public string ServiceName { get; init; } = "orleanstwin-edge";

    /// <summary>How often metrics are sent.</summary>
    public TimeSpan MetricPeriod { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Share of traces that are kept, 0 to 1; a request that comes with a decision keeps it.</summary>
    public double TraceShare { get; init; } = 0.05;

    /// <exception cref="FormatException">An option can't be used; says which, what was found and what was expected.</exception>
    public OtlpOptions Validate()
    {
        if (Endpoint is not null && !(Uri.TryCreate(Endpoint, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
            throw Wrong(nameof(Endpoint), $"'{Endpoint}'", "an address such as http://collector:4318");
        if (string.IsNullOrWhiteSpace(ServiceName))
            throw Wrong(nameof(ServiceName), "empty", "the name that dashboards show");
        if (MetricPeriod < TimeSpan.FromSeconds(1) || MetricPeriod > TimeSpan.FromHours(1))
            throw Wrong(nameof(MetricPeriod), $"{MetricPeriod}", "one second to one hour");
        if (TraceShare is not (>= 0 and <= 1))
            throw Wrong(nameof(TraceShare), $"{TraceShare}", "0 to 1");
        return this;
    }

    private static FormatException Wrong(string key, string found, string expected) =>
        new($"Otlp:{key} is {found}. Expected: {expected}. Correct it or leave it out.");
}
