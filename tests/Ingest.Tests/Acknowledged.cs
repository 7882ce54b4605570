using OrleansTwin.Ingest.Sources;

namespace OrleansTwin.Ingest.Tests;

/// <summary>Collects what the pipeline says about messages.</summary>
internal sealed class Acknowledged : IAcknowledger
{
    private readonly Lock _gate = new();
    private readonly List<SubmissionResult> _results = [];
    private readonly List<long> _abandoned = [];
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task First => _first.Task;

    public IReadOnlyList<SubmissionResult> Results
    {
        get
        {
            lock (_gate)
                return [.. _results];
        }
    }

    public IReadOnlyList<long> AbandonedCookies
    {
        get
        {
            lock (_gate)
                return [.. _abandoned];
        }
    }

    public void Committed(ReadOnlySpan<SubmissionResult> results)
    {
        lock (_gate)
            _results.AddRange(results);
        _first.TrySetResult();
    }

    public void Abandoned(ReadOnlySpan<long> cookies)
    {
        lock (_gate)
            _abandoned.AddRange(cookies);
    }
}
