using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using OrleansTwin.Api.Json;
using OrleansTwin.Diagnostics;

namespace OrleansTwin.Api.Live;

/// <summary>
/// Writes the event stream format (WHATWG HTML, server-sent events). A flush waits while the reader is slow; meanwhile newer
/// views overtake older ones in the subscription.
/// </summary>
internal sealed class SseWriter(PipeWriter output, string epoch, LatencyHistogram push)
{
    private const int FlushBytes = 32 << 10;

    /// <summary>Tells the reader how long to wait before it comes back.</summary>
    public Task BeginAsync(CancellationToken cancellation)
    {
        Text("retry: 2000\n\n");
        return FlushAsync(cancellation);
    }

    /// <summary>A comment: readers ignore it, but it shows both ends that the other is there.</summary>
    public Task HeartbeatAsync(CancellationToken cancellation)
    {
        Text(": still here\n\n");
        return FlushAsync(cancellation);
    }

    public async Task WriteAsync(LiveGap? gap, IReadOnlyList<LiveEvent> events, CancellationToken cancellation)
    {
        if (gap is not null)
            Event(null, "gap", JsonSerializer.SerializeToUtf8Bytes(gap, ApiJsonOptions.Shared));
        foreach (var change in events)
        {
            var id = new LiveEventId(epoch, change.Sequence);
            Event(id, NameOf(change.Kind), change.Json.Span);
            push.RecordSince(change.Since);
            if (output.UnflushedBytes > FlushBytes)
                await FlushAsync(cancellation);
        }

        await FlushAsync(cancellation);
    }

    private static string NameOf(LiveEventKind kind) => kind switch
    {
        LiveEventKind.Twin => "twin",
        LiveEventKind.Gone => "gone",
        LiveEventKind.Alarms => "alarms",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Expected: a kind of live events."),
    };

    private void Event(LiveEventId? id, string name, ReadOnlySpan<byte> json)
    {
        if (id is { } known)
            Text($"id: {known}\n");
        Text($"event: {name}\ndata: ");
        output.Write(json);
        Text("\n\n");
    }

    private void Text(string text) => Encoding.UTF8.GetBytes(text, output);

    private async Task FlushAsync(CancellationToken cancellation) => await output.FlushAsync(cancellation);
}
