using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace OrleansTwin.Ingest.Mqtt;

/// <summary>
/// An auto-reset signal for one waiter that allocates nothing. It may wake without cause: who waits looks at its condition
/// again, and looks before it waits.
/// </summary>
internal sealed class WakeUp : IValueTaskSource
{
    private readonly Lock _gate = new();
    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };
    private bool _set;
    private bool _waiting;

    public void Set()
    {
        lock (_gate)
        {
            if (!_waiting)
            {
                _set = true;
                return;
            }
            _waiting = false;
        }
        _core.SetResult(true);
    }

    public ValueTask WaitAsync()
    {
        lock (_gate)
        {
            if (_set)
            {
                _set = false;
                return ValueTask.CompletedTask;
            }
            if (_waiting)
                throw new InvalidOperationException("Two callers wait for what only one may wait for; call from one at a time.");
            _core.Reset();
            _waiting = true;
            return new(this, _core.Version);
        }
    }

    /// <summary>Waits until set or cancelled.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask WaitAsync(CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        using (cancel.UnsafeRegister(static self => ((WakeUp)self!).Set(), this))
            await WaitAsync();
        cancel.ThrowIfCancellationRequested();
    }

    void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> then, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(then, state, token, flags);
}
