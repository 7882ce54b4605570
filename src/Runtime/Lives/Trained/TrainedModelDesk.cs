using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Store;
using OrleansTwin.Twins.Health.Rul;
using OrleansTwin.Twins.Learning;

namespace OrleansTwin.Runtime.Lives.Trained;

/// <summary>
/// Models that are handed to the host: each is read, and held to its own record, before it is kept for machines that name it.
/// </summary>
internal sealed class TrainedModelDesk(ITrainedModels models, TimeProvider time)
{
    /// <summary>Names; a plant has a few types of machines.</summary>
    private const int ModelsMax = 100;

    /// <summary>By the SHA-256 of the file; no more than there are models.</summary>
    private Dictionary<string, TrainedModelRecord> _records = new(StringComparer.Ordinal);

    public async Task<IReadOnlyList<TrainedModelView>> ListAsync(CancellationToken cancellation)
    {
        var versions = (await models.ListAsync(cancellation)).GroupBy(info => info.Name, StringComparer.Ordinal).ToList();
        var records = new Dictionary<string, TrainedModelRecord>(StringComparer.Ordinal);
        foreach (var newest in versions.Select(each => each.First()))
        {
            if ((_records.GetValueOrDefault(newest.Sha256) ?? await RecordAsync(newest, cancellation)) is { } record)
                records[newest.Sha256] = record;
        }

        _records = records;
        return [.. versions.Select(each => ViewOf(each.First(), records.GetValueOrDefault(each.First().Sha256), each.Skip(1)))];
    }

    /// <exception cref="HostFaultException">The file is no model that may go live; says why.</exception>
    public async Task<TrainedModelView> PutAsync(TrainedModelSubmission submission, CancellationToken cancellation)
    {
        var model = Read(submission.File);
        if (RulGate.Refusal(model.Record) is { Length: > 0 } refusal)
        {
            throw new HostFaultException(
                HostFault.Invalid, $"By its own record the model promises too much. {refusal}",
                "bands that held as often as they state on assets that were not learned from.",
                "Learn from more assets, or leave out those of another type.");
        }

        var known = await models.ListAsync(cancellation);
        var names = known.Select(info => info.Name).Distinct(StringComparer.Ordinal).ToList();
        if (names.Count >= ModelsMax && !names.Contains(submission.Name, StringComparer.Ordinal))
        {
            throw new HostFaultException(
                HostFault.Conflict, $"There are {names.Count} models.", $"at most {ModelsMax}.",
                "Delete those that no machine names any more: DELETE /api/v1/health/models/NAME.");
        }

        var info = await models.AddAsync(
            submission.Name, submission.File, submission.User, time.GetUtcNow().UtcTicks, submission.Note ?? "", cancellation);
        return ViewOf(
            info, RecordOf(model), known.Where(other => other.Name == info.Name && other.Version < info.Version));
    }

    public async Task<bool> RemoveAsync(string name, string user, CancellationToken cancellation) =>
        await models.RemoveAsync(name, user, time.GetUtcNow().UtcTicks, cancellation);

    private static RulModel Read(byte[] file)
    {
        try
        {
            return RulModelCodec.Read(file);
        }
        catch (ModelFormatException wrong)
        {
            throw new HostFaultException(
                HostFault.Invalid, wrong.Message, "a file that 'health rul train' wrote.",
                "'health rul show --model FILE' tells whether a file is whole.");
        }
    }

    /// <summary>Null: the file is gone, damaged, or of a newer program that had this store.</summary>
    private async Task<TrainedModelRecord?> RecordAsync(TrainedModelInfo info, CancellationToken cancellation)
    {
        try
        {
            return await models.ReadAsync(info.Name, info.Version, cancellation) is { } file
                ? RecordOf(RulModelCodec.Read(file))
                : null;
        }
        catch (ModelFormatException)
        {
            return null;
        }
    }

    private static TrainedModelView ViewOf(
        TrainedModelInfo info, TrainedModelRecord? record, IEnumerable<TrainedModelInfo> earlier) => new(
        info.Name, info.Version, Times.Of(info.AtTicks), info.Author, NoteOf(info), info.Sha256, info.Bytes, record,
        [
            .. earlier.Select(each => new TrainedModelVersion(
                each.Version, Times.Of(each.AtTicks), each.Author, NoteOf(each), each.Sha256)),
        ]);

    private static string? NoteOf(TrainedModelInfo info) => info.Note.Length > 0 ? info.Note : null;

    private static TrainedModelRecord RecordOf(RulModel model)
    {
        var record = model.Record;
        return new TrainedModelRecord(
            record.Data, record.DataSha256, record.Groups, record.Rows, Times.Of(record.CalibratedTicks), record.IntendedUse,
            record.Domain, record.Split, model.Layout.Settings, model.Layout.Sensors,
            [
                .. record.Metrics.Select(
                    metric => new TrainedModelFigure(metric.Name, metric.Value, metric.Low, metric.High)),
            ]);
    }
}
