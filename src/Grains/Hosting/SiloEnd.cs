namespace OrleansTwin.Grains.Hosting;

/// <summary>
/// Tells grains that this silo is about to hand them over. Orleans lets calls that are under way finish first, however long they
/// take; nobody else can be asked meanwhile.
/// </summary>
internal sealed class SiloEnd : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private readonly CancellationTokenSource _ending = new();

    /// <summary>Cancelled before the first grain is closed.</summary>
    public CancellationToken Ending => _ending.Token;

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(SiloEnd), ServiceLifecycleStage.Active, _ => Task.CompletedTask, _ => _ending.CancelAsync());

    public void Dispose() => _ending.Dispose();
}
