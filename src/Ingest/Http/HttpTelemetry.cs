using OrleansTwin.Diagnostics;
using OrleansTwin.Ingest.Sources;

namespace OrleansTwin.Ingest.Http;

/// <summary>
/// Telemetry that is posted: JSON (<c>application/json</c>: one object or an array) or NDJSON (<c>application/x-ndjson</c>: one
/// object a line), each <c>{"tag" or "sensor", "value", "timestamp", "quality"}</c>, plain or gzip. Answers after the journal
/// has committed.
/// </summary>
public sealed class HttpTelemetry(IIngest ingest, HttpTelemetryOptions options, TimeProvider? time = null) : IDisposable
{
    public const string SourceName = "http";
    public const int IdempotencyKeyMax = 256;

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly SemaphoreSlim _places = new(options.BodiesAtOnceMax);
    private readonly ByteBudget _bytes = new(options.BytesAtOnceMax);

    public HttpTelemetryOptions Options { get; } = options;

    /// <summary>Reads a body and completes when its samples are durable, or with the reason why they are not.</summary>
    public async Task<TelemetryResult> SubmitAsync(TelemetryBody body, CancellationToken cancel)
    {
        var form = BodyForms.Of(body.ContentType);
        if (form is null)
            return new TelemetryResult(TelemetryOutcome.Unsupported, BodyForms.Expected(body.ContentType));
        if (body.IdempotencyKey is { Length: 0 or > IdempotencyKeyMax } key)
            return Malformed($"An idempotency key of {key.Length} characters; expected 1 to {IdempotencyKeyMax}.");
        if (!_places.Wait(0, cancel))
            return new TelemetryResult(
                TelemetryOutcome.Busy, $"{Options.BodiesAtOnceMax} bodies wait already. Send it again a little later.");
        try
        {
            return await ReadAndSubmitAsync(body, form.Value, cancel);
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose() => _places.Dispose();

    private async Task<TelemetryResult> ReadAndSubmitAsync(TelemetryBody body, BodyForm form, CancellationToken cancel)
    {
        using var read = await BodyReader.ReadAsync(body, Options, _bytes, cancel);
        if (read.Problem is { } problem)
            return problem;
        var batch = new RawBatch();
        if (new ItemReader(batch, Options.ValuesMax).Read(read.Bytes.Span, form) is { } trouble)
        {
            batch.Dispose();
            return trouble;
        }
        return await CommitAsync(batch, body.IdempotencyKey, cancel);
    }

    // The batch is given back only after the pipeline has let go of it; a caller who leaves earlier leaves it to the garbage
    // collector.
    private async Task<TelemetryResult> CommitAsync(RawBatch batch, string? key, CancellationToken cancel)
    {
        var commit = new BodyCommit();
        var message = new SourceMessage
        {
            Source = SourceName,
            Samples = batch,
            ReceiveTicks = _time.GetUtcNow().UtcTicks,
            Token = key is null ? 0 : MessageToken.OfKey(key),
            Acknowledger = commit,
            Cause = Tracing.Cause,
        };
        if (!ingest.TrySubmit(message))
        {
            batch.Dispose();
            return new TelemetryResult(TelemetryOutcome.Busy, "The ingest queue is full. Send it again a little later.");
        }
        if (await commit.Result.WaitAsync(cancel) is not { } result)
            return new TelemetryResult(
                TelemetryOutcome.Stopped, "The server is stopping; nothing of this body is kept. Send it again.");
        var answer = new TelemetryResult(TelemetryOutcome.Committed)
        {
            Accepted = result.Accepted,
            Rejected = result.Rejected,
            Unknown = result.Unknown,
            Duplicate = result.Duplicate,
            Errors = [.. batch.Refusals],
        };
        batch.Dispose();
        return answer;
    }

    private static TelemetryResult Malformed(string detail) => new(TelemetryOutcome.Malformed, detail);
}
