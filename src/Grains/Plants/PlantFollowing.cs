namespace OrleansTwin.Grains.Plants;

/// <summary>
/// By which version of the plant something runs. Newer ones are taken up one at a time; who tells of one meanwhile waits until it
/// is.
/// </summary>
internal sealed class PlantFollowing(GridPlants plants) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private long _version;

    /// <summary>It has begun with a version.</summary>
    public void Begin(PlantInForce inForce) => _version = inForce.Document.Version;

    /// <param name="version">A version that somebody knows to be in force.</param>
    /// <param name="takeUp">Runs by the one in force from here on.</param>
    public async Task FollowAsync(long version, Func<PlantInForce, Task> takeUp)
    {
        if (version <= _version)
            return;
        await _turn.WaitAsync();
        try
        {
            if (version <= _version)
                return;
            var inForce = await plants.ReadAsync(CancellationToken.None);
            await Task.Run(() => takeUp(inForce));
            _version = inForce.Document.Version;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
