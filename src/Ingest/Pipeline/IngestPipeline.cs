using OrleansTwin.Ingest.Rejects;
using OrleansTwin.Ingest.Sources;
using OrleansTwin.Ingest.Tags;

namespace OrleansTwin.Ingest.Pipeline;

/// <summary>
/// Everything between sources and the journal: a bounded queue, one loop that drains, decodes, maps and conditions, and one that commits batch after
/// batch and then acknowledges their messages in order. The next batch is decoded while one commits.
/// </summary>
public sealed class IngestPipeline : IIngest
{
    public IngestPipeline(
        IngestOptions options, TagMap tags, IBatchSink sink, IDedupe dedupe, IDeadLetters deadLetters, TimeProvider? time = null)
    {
        Options = options.Validate();
        UnknownTags = new UnknownTags(options.UnknownTagsMax);
        _ = (tags, sink, dedupe, deadLetters, time);
    }

    public IngestOptions Options { get; }

    public UnknownTags UnknownTags { get; }

    public PipelineStatus Status => throw new NotImplementedException();

    public IngestMetrics Metrics => throw new NotImplementedException();

    /// <summary>From the next message on, tags are those of a new version of the plant; adopted tags leave <see cref="UnknownTags"/>.</summary>
    public void UseTags(TagMap tags) => throw new NotImplementedException();

    /// <summary>
    /// Runs until <see cref="Complete"/> was called and everything queued is committed, or until <paramref name="cancel"/> abandons what is not.
    /// </summary>
    public Task RunAsync(CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>Takes no more messages; what is queued is still committed.</summary>
    public void Complete() => throw new NotImplementedException();

    public ValueTask SubmitAsync(SourceMessage message, CancellationToken cancel) => throw new NotImplementedException();

    public bool TrySubmit(in SourceMessage message) => throw new NotImplementedException();
}
