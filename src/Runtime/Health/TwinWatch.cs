using OrleansTwin.Runtime.Hosting;
using OrleansTwin.Store;

namespace OrleansTwin.Runtime.Health;

/// <summary>
/// Who watches machines beside their twins: one thing at a time. A look that fails is told once, and the next one tries again;
/// what was learned is saved at an orderly end.
/// </summary>
internal abstract class TwinWatch(TimeProvider time) : IAsyncDisposable
{
    /// <summary>Somebody may wait to open the store: what is not saved by then is learned again.</summary>
    private static readonly TimeSpan FarewellMax = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private Task _running = Task.CompletedTask;
    private bool _isFailing;

    /// <summary>Looks once.</summary>
    public Task LookAsync(CancellationToken cancellation) => InTurnAsync(
        async () =>
        {
            try
            {
                await LookInTurnAsync(cancellation);
                _isFailing = false;
            }
            catch (Exception failed) when (failed is not OperationCanceledException)
            {
                // Twins that are brought back, or a store that takes nothing: it goes on when they are there again.
                if (!_isFailing)
                    TellFailed(failed);
                _isFailing = true;
            }

            return true;
        },
        cancellation);

    /// <summary>Saves what has changed; what can not be saved now is saved the next time.</summary>
    public Task SaveAsync(CancellationToken cancellation) => InTurnAsync(
        async () =>
        {
            try
            {
                await SaveInTurnAsync(cancellation);
            }
            catch (Exception notSaved) when (notSaved is StoreUnavailableException or OperationCanceledException)
            {
                TellNotSaved(notSaved.Message);
            }

            return true;
        },
        cancellation);

    public virtual async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        using var farewell = new CancellationTokenSource(FarewellMax, time);
        await SaveAsync(farewell.Token);
        _stopping.Dispose();
        _turn.Dispose();
    }

    protected abstract Task LookInTurnAsync(CancellationToken cancellation);

    protected abstract Task SaveInTurnAsync(CancellationToken cancellation);

    protected abstract void TellFailed(Exception failed);

    protected abstract void TellNotSaved(string reason);

    /// <summary>Once a period until the end.</summary>
    protected void Run(TimeSpan period, Func<CancellationToken, Task> work) =>
        _running = Task.WhenAll(_running, time.EveryAsync(period, work, _stopping.Token));

    protected async Task<T> InTurnAsync<T>(Func<Task<T>> work, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            return await work();
        }
        finally
        {
            _turn.Release();
        }
    }
}
