using OrleansTwin.Ingest.Sources;

namespace OrleansTwin.Ingest.Http;

/// <summary>Waits for the commit of one body; null: the pipeline stopped before.</summary>
internal sealed class BodyCommit : IAcknowledger
{
    private readonly TaskCompletionSource<SubmissionResult?> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<SubmissionResult?> Result => _done.Task;

    public void Committed(ReadOnlySpan<SubmissionResult> results) => _done.TrySetResult(results[0]);

    public void Abandoned(ReadOnlySpan<long> cookies) => _done.TrySetResult(null);
}
