using System.Diagnostics;

namespace OrleansTwin.Diagnostics;

/// <summary>
/// Spans of the data's way: one for a batch, a checkpoint, another version of the plant. Without a listener a span is null and
/// costs a look at a field.
/// </summary>
public static class Tracing
{
    public const string SourceName = "OrleansTwin";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>A span below the one that runs now; null where nobody listens or it is not sampled.</summary>
    public static Activity? Start(string name, ActivityKind kind = ActivityKind.Internal) => Source.StartActivity(name, kind);

    /// <summary>
    /// A span of its own that names others as its causes: what many senders' messages became together.
    /// </summary>
    /// <param name="name">What is done.</param>
    /// <param name="causes">W3C <c>traceparent</c> of each cause; what can't be read is left out.</param>
    public static Activity? StartFor(string name, IReadOnlyList<string> causes) => Source.HasListeners()
        ? Source.StartActivity(name, ActivityKind.Consumer, parentContext: default, links: Links(causes))
        : null;

    /// <summary>The present span's <c>traceparent</c> where it is recorded, to be named as a cause later; else null.</summary>
    public static string? Cause => Activity.Current is { Recorded: true } current ? current.Id : null;

    /// <summary>Marks a span as failed by an exception.</summary>
    public static void Fail(this Activity? span, Exception failed)
    {
        span?.SetStatus(ActivityStatusCode.Error, failed.Message);
        span?.AddException(failed);
    }

    private static IEnumerable<ActivityLink> Links(IReadOnlyList<string> causes)
    {
        foreach (var cause in causes)
        {
            if (ActivityContext.TryParse(cause, null, out var context))
                yield return new ActivityLink(context);
        }
    }
}
