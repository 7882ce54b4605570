using OrleansTwin.Grains.Interfaces;
using OrleansTwin.Store;

namespace OrleansTwin.Grains.Plants;

/// <summary>
/// The trained models of the grid as its shards ask for them: they are kept where the plant's versions are. While those can't be
/// reached, what is known stays.
/// </summary>
internal sealed class GridModels(IGrainFactory grains) : ITrainedModelShelf
{
    private IReadOnlyList<TrainedModelInfo>? _known;

    public async ValueTask<IReadOnlyList<TrainedModelInfo>> ListAsync(CancellationToken cancellation)
    {
        try
        {
            var models = await grains.Plant().ListModelsAsync(cancellation);
            return _known =
            [
                .. models.Select(model => new TrainedModelInfo(
                    model.Name, model.Version, model.User, model.Since.UtcTicks, model.Note ?? "", model.Sha256, model.Bytes)),
            ];
        }
        catch (Exception) when (_known is not null && !cancellation.IsCancellationRequested)
        {
            return _known;
        }
    }

    public async ValueTask<byte[]?> ReadAsync(string name, int version, CancellationToken cancellation) =>
        await grains.Plant().ReadModelAsync(name, version, cancellation);
}
