using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Ingest.Http;
using OrleansTwin.Runtime.Hosting;
using OrleansTwin.Store;
using DeadLetter = OrleansTwin.Api.Hosting.DeadLetter;
using UnknownTag = OrleansTwin.Api.Hosting.UnknownTag;

namespace OrleansTwin.Runtime.Answers;

/// <summary>What comes into this process: telemetry, files, unknown tags, dead letters.</summary>
internal sealed partial class IngestControl(PlantIngest ingest, ITwinStore store, TimeProvider time)
{
    private static readonly TimeSpan BusyRetry = TimeSpan.FromSeconds(1);

    /// <summary>The pipeline itself tries again after five seconds at the latest.</summary>
    private static readonly TimeSpan StoreRetry = TimeSpan.FromSeconds(5);

    public ClockWatch Clock { get; } = new(time);

    public async Task<TelemetryReceipt> SubmitTelemetryAsync(TelemetrySubmission submission, CancellationToken cancellation)
    {
        using var body = Stream(submission.Body);
        var result = await ingest.Http.SubmitAsync(
            new TelemetryBody(body, submission.ContentType, submission.ContentEncoding, submission.IdempotencyKey), cancellation);
        var found = result.Detail ?? result.Outcome.ToString();
        return result.Outcome switch
        {
            TelemetryOutcome.Committed => Receipt(result),
            TelemetryOutcome.Busy => throw new HostFaultException(
                HostFault.Busy, found, "room for it.", "Wait as long as Retry-After says.")
            {
                RetryAfter = BusyRetry,
            },
            TelemetryOutcome.TooLarge =>
                throw new HostFaultException(HostFault.TooLarge, found, "a smaller body.", "Send it in parts."),
            TelemetryOutcome.Unsupported => throw new HostFaultException(
                HostFault.Unsupported,
                found,
                "application/json or application/x-ndjson, plain or gzip.",
                "Name the form in Content-Type."),
            TelemetryOutcome.Stopped => throw new HostFaultException(
                HostFault.Unavailable, "The host is stopping.", "a running host.", "Send the batch again.")
            {
                RetryAfter = BusyRetry,
            },
            TelemetryOutcome.Unavailable => throw new HostFaultException(
                HostFault.Unavailable, found, "a store that can be written.", "Send the batch again; nothing of it was taken.")
            {
                RetryAfter = StoreRetry,
            },
            TelemetryOutcome.Late => throw new HostFaultException(
                HostFault.Unavailable,
                found,
                "a commit within that time.",
                "Send the batch again with the same Idempotency-Key: it counts once. Without a key look for its values first.")
            {
                RetryAfter = StoreRetry,
            },
            _ => throw new HostFaultException(
                HostFault.Invalid, found, "JSON or NDJSON of samples.", "Correct the body and send it again."),
        };
    }

    public Task<Page<UnknownTag>> ListUnknownTagsAsync(PageQuery query, CancellationToken cancellation)
    {
        var tags = ingest.Pipeline.UnknownTags.Latest().OrderByDescending(tag => tag.Count).Select(tag => new UnknownTag(
            tag.Tag, tag.Source, tag.Count, Times.Of(tag.FirstSeenTicks), Times.Of(tag.LastSeenTicks), tag.LastValue,
            tag.KindGuess));
        return Task.FromResult(Cursors.Page(tags, Cursors.Parse(query.Cursor), query.Limit));
    }

    public Task<Page<DeadLetter>> ListDeadLettersAsync(PageQuery query, CancellationToken cancellation)
    {
        var before = query.Cursor is null ? long.MaxValue : Cursors.Parse(query.Cursor);
        var letters = store.DeadLetters.List(query.Limit, before);
        var items = letters.Select(letter => new DeadLetter(
            Times.Of(letter.AtTicks),
            letter.Source,
            letter.Topic,
            letter.Reason,
            letter.Detail,
            Text(letter.PayloadHead.Span),
            letter.PayloadBytes)).ToList();
        var next = letters.Count == query.Limit ? letters[^1].Id.ToString(CultureInfo.InvariantCulture) : null;
        return Task.FromResult(new Page<DeadLetter>(items, next));
    }

    private static MemoryStream Stream(ReadOnlyMemory<byte> body) =>
        MemoryMarshal.TryGetArray(body, out var bytes)
            ? new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false)
            : new MemoryStream(body.ToArray(), writable: false);

    private static TelemetryReceipt Receipt(TelemetryResult result) =>
        new(result.Accepted + result.Unknown, result.Unknown, result.Rejected, result.Duplicate)
        {
            Errors = [.. result.Errors.Select(error => new TelemetryRefusal(
                error.Index, error.Tag.Length == 0 ? null : error.Tag, ReasonWords.Of(error.Reason), error.Detail))],
        };

    /// <summary>Bytes as text: what is not printable ASCII is shown in hex.</summary>
    private static string Text(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        foreach (var b in bytes)
        {
            if (b is >= 0x20 and < 0x7F)
                text.Append((char)b);
            else
                text.Append(CultureInfo.InvariantCulture, $"\\x{b:x2}");
        }

        return text.ToString();
    }
}
