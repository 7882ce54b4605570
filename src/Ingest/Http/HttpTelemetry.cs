using OrleansTwin.Diagnostics;
using OrleansTwin.Ingest.Pipeline;
using OrleansTwin.Ingest.Sources;

namespace OrleansTwin.Ingest.Http;

/// <summary>
/// Telemetry that is posted: JSON (<c>application/json</c>: one object or an array) or NDJSON (<c>application/x-ndjson</c>: one
/// object a line), each <c>{"tag" or "sensor", "value", "timestamp", "quality"}</c>, plain or gzip. Answers after the journal
/// has committed.
/// </summary>
public sealed class HttpTelemetry(IngestPipeline ingest, HttpTelemetryOptions options, TimeProvider? time = null) : IDisposable
{
    public const string SourceName = "http";
    public const int IdempotencyKeyMax = 256;

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly SemaphoreSlim _places = new(options.BodiesAtOnceMax);
    private readonly ByteBudget _bytes = new(options.BytesAtOnceMax);
    private readonly long[] _outcomes = new long[Enum.GetValues<TelemetryOutcome>().Length];

    public HttpTelemetryOptions Options { get; } = options.Validate();

    /// <summary>Bodies so far by <see cref="TelemetryOutcome"/>'s number.</summary>
    public IReadOnlyList<long> Outcomes => [.. _outcomes.Select((_, outcome) => Interlocked.Read(ref _outcomes[outcome]))];

    /// <summary>Bodies that a limit turned away.</summary>
    public BodyLimitCounts OverLimit { get; } = new();

    /// <summary>Bodies that are read or wait for their commit.</summary>
    public int Waiting => Options.BodiesAtOnceMax - _places.CurrentCount;

    /// <summary>Reads a body and completes when its samples are durable, or with the reason why they are not.</summary>
    public async Task<TelemetryResult> SubmitAsync(TelemetryBody body, CancellationToken cancel)
    {
        var result = await TakeAsync(body, cancel);
        Interlocked.Increment(ref _outcomes[(int)result.Outcome]);
        OverLimit.Count(result.Limit);
        return result;
    }

    public void Dispose() => _places.Dispose();

    private async Task<TelemetryResult> TakeAsync(TelemetryBody body, CancellationToken cancel)
    {
        var form = BodyForms.Of(body.ContentType);
        if (form is null)
            return new TelemetryResult(TelemetryOutcome.Unsupported, BodyForms.Expected(body.ContentType));
        if (body.IdempotencyKey is { Length: 0 or > IdempotencyKeyMax } key)
            return Malformed($"An idempotency key of {key.Length} characters; expected 1 to {IdempotencyKeyMax}.");
        if (ingest.Status is { State: PipelineState.Paused } paused)
        {
            // The queue has room for a while, but whoever waits in it only learns late what is known already.
            return new TelemetryResult(TelemetryOutcome.Unavailable, $"Nothing can be kept just now: {paused.LastError}");
        }

        if (!_places.Wait(0, cancel))
            return Busy(BodyLimit.BodiesAtOnce, $"{Options.BodiesAtOnceMax} bodies wait already. Send it again a little later.");
        try
        {
            return await ReadAndSubmitAsync(body, form.Value, cancel);
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task<TelemetryResult> ReadAndSubmitAsync(TelemetryBody body, BodyForm form, CancellationToken cancel)
    {
        var batch = new RawBatch();
        if (await ReadAsync(body, form, batch, cancel) is not { } trouble)
            return await CommitAsync(batch, body.IdempotencyKey, cancel);
        batch.Dispose();
        return trouble;
    }

    // The unpacked bytes are given back before the commit is waited for. Null: the batch is filled.
    private async Task<TelemetryResult?> ReadAsync(TelemetryBody body, BodyForm form, RawBatch batch, CancellationToken cancel)
    {
        using var read = await BodyReader.ReadAsync(body, Options, _bytes, cancel);
        return read.Problem ?? new ItemReader(batch, Options.ValuesMax).Read(read.Bytes.Span, form);
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
            return Busy(BodyLimit.Queue, "The ingest queue is full. Send it again a little later.");
        }
        SubmissionResult? waited;
        try
        {
            waited = await commit.Result.WaitAsync(Options.CommitWaitMax, _time, cancel);
        }
        catch (TimeoutException)
        {
            return new TelemetryResult(
                TelemetryOutcome.Late,
                $"The body is not durable after {Options.CommitWaitMax.TotalSeconds:0.#} s, and may become so.");
        }

        if (waited is not { } result)
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

    private static TelemetryResult Busy(BodyLimit limit, string detail) => new(TelemetryOutcome.Busy, detail) { Limit = limit };

    private static TelemetryResult Malformed(string detail) => new(TelemetryOutcome.Malformed, detail);
}
