using OrleansTwin.Api.Hosting;
using OrleansTwin.Grains.Hosting;
using OrleansTwin.Grains.Interfaces;
using OrleansTwin.Store;

namespace OrleansTwin.Grains.Plants;

/// <summary>
/// The trained models of the grid as the shards of this process ask for them: they are kept where the plant's versions are. While
/// those can't be reached, what is known stays.
/// </summary>
internal sealed class GridModels(IGrainFactory grains, GridClock clock) : ITrainedModelShelf
{
    /// <summary>Shards ask one by one, and each of them often.</summary>
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(1);

    private Known? _known;

    public async ValueTask<IReadOnlyList<TrainedModelInfo>> ListAsync(CancellationToken cancellation)
    {
        var now = clock.Time.GetTimestamp();
        if (_known is { } known && clock.Time.GetElapsedTime(known.At, now) < FreshFor)
            return known.Models;
        try
        {
            var models = await grains.Plant().ListModelsAsync(cancellation);
            _known = new Known(now, [.. models.Select(Of)]);
            return _known.Models;
        }
        catch (Exception) when (_known is not null && !cancellation.IsCancellationRequested)
        {
            return _known.Models;
        }
    }

    public async ValueTask<byte[]?> ReadAsync(string name, int version, CancellationToken cancellation) =>
        await grains.Plant().ReadModelAsync(name, version, cancellation);

    private static TrainedModelInfo Of(TrainedModelView model) => new(
        model.Name, model.Version, model.User, model.Since.UtcTicks, model.Note ?? "", model.Sha256, model.Bytes);

    private sealed record Known(long At, IReadOnlyList<TrainedModelInfo> Models);
}
