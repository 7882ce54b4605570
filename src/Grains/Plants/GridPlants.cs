using OrleansTwin.Api.Hosting;
using OrleansTwin.Grains.Interfaces;
using OrleansTwin.PlantFiles;

namespace OrleansTwin.Grains.Plants;

/// <summary>
/// The plant in force as this process sees it: read and parsed once per version, asked for by all shards and feeds.
/// </summary>
internal sealed class GridPlants(IGrainFactory grains) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private PlantInForce? _current;

    /// <summary>The newest version that this process knows; null: none yet.</summary>
    public PlantInForce? Current => Volatile.Read(ref _current);

    /// <summary>The version in force.</summary>
    /// <exception cref="HostFaultException"><see cref="HostFault.Unavailable"/>: the grid has no plant yet.</exception>
    public async Task<PlantInForce> ReadAsync(CancellationToken cancellation)
    {
        var grain = grains.Plant();
        var version = await grain.GetVersionAsync();
        if (Current is { } known && known.Document.Version == version)
            return known;
        await _gate.WaitAsync(cancellation);
        try
        {
            if (Current is { } loaded && loaded.Document.Version >= version)
                return loaded;
            var document = await grain.GetPlantAsync(null, cancellation) ?? throw None();
            return _current = Parse(document);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private static PlantInForce Parse(PlantDocument document)
    {
        var result = PlantFile.Parse(document.Text, $"version {document.Version}");
        return result.Plant is { } plant
            ? new PlantInForce(document, plant)
            : throw new HostFaultException(
                HostFault.Unavailable, $"This process can't read version {document.Version} of the plant: {result.Errors[0]}",
                "a file that all processes of the grid understand.", "Upgrade this process, or put an older version in force.");
    }

    private static HostFaultException None() => new(
        HostFault.Unavailable, "The grid has no plant yet.", "a plant file in force.", "Start a silo with --plant FILE.");
}
