using OrleansTwin.Ingest.Sources;

namespace OrleansTwin.Ingest.Http;

/// <summary>
/// Telemetry that is posted: JSON (<c>application/json</c>: one object or an array) or NDJSON (<c>application/x-ndjson</c>: one object a line), each
/// <c>{"tag" or "sensor", "value", "timestamp", "quality"}</c>, plain or gzip. Answers after the journal has committed.
/// </summary>
public sealed class HttpTelemetry(IIngest ingest, HttpTelemetryOptions options, TimeProvider? time = null)
{
    public const string SourceName = "http";

    public HttpTelemetryOptions Options { get; } = options;

    public Task<TelemetryResult> SubmitAsync(TelemetryBody body, CancellationToken cancel)
    {
        _ = (ingest, time);
        throw new NotImplementedException();
    }
}
