namespace OrleansTwin.Ingest.Mqtt;

/// <summary>Tells any number of waiters that something changed. Take <see cref="Next"/>, then look, then wait.</summary>
internal sealed class Pulse
{
    private TaskCompletionSource? _next;

    public Task Next
    {
        get
        {
            var fresh = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return (Interlocked.CompareExchange(ref _next, fresh, null) ?? fresh).Task;
        }
    }

    public void Fire() => Interlocked.Exchange(ref _next, null)?.SetResult();
}
