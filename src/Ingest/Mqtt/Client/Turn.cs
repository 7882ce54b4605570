namespace OrleansTwin.Ingest.Mqtt;

/// <summary>
/// Lets publishers pass one at a time, in the order in which they came. (A SemaphoreSlim promises no order, and wants to be
/// disposed of while publishers may still stand in it.)
/// </summary>
internal sealed class Turn
{
    private readonly Lock _gate = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private bool _taken;

    /// <summary>Waits for the turn; <see cref="Return"/> must follow, unless cancelled.</summary>
    public ValueTask TakeAsync(CancellationToken cancel)
    {
        TaskCompletionSource place;
        lock (_gate)
        {
            if (!_taken)
            {
                _taken = true;
                return ValueTask.CompletedTask;
            }
            place = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(place);
        }
        return WaitAsync(place, cancel);
    }

    /// <summary>Gives the turn to the next who has not gone away meanwhile.</summary>
    public void Return()
    {
        lock (_gate)
        {
            while (_waiting.TryDequeue(out TaskCompletionSource? next))
                if (next.TrySetResult())
                    return;
            _taken = false;
        }
    }

    private static async ValueTask WaitAsync(TaskCompletionSource place, CancellationToken cancel)
    {
        using (cancel.UnsafeRegister(static (place, token) => ((TaskCompletionSource)place!).TrySetCanceled(token), place))
            await place.Task;
    }
}
