using OrleansTwin.Api.Hosting;

namespace OrleansTwin.Runtime.Answers;

/// <content>Models that machines can be followed by: where the plant's versions are, they are.</content>
internal sealed partial class TwinHost
{
    public Task<IReadOnlyList<TrainedModelView>> ListTrainedModelsAsync(CancellationToken cancellation) =>
        _control.ListTrainedModelsAsync(cancellation);

    public Task<TrainedModelView> PutTrainedModelAsync(TrainedModelSubmission submission, CancellationToken cancellation) =>
        _control.PutTrainedModelAsync(submission, cancellation);

    public Task<bool> DeleteTrainedModelAsync(string name, string user, CancellationToken cancellation) =>
        _control.DeleteTrainedModelAsync(name, user, cancellation);
}
