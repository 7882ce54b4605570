using OrleansTwin.Api.Hosting;
using OrleansTwin.Diagnostics;
using OrleansTwin.Ingest.Csv;
using OrleansTwin.Runtime.Shards;

namespace OrleansTwin.Runtime.Answers;

/// <content>What concerns the host as a whole: files, damage, health, and what is passed on to its control.</content>
internal sealed partial class TwinHost
{
    public async Task<bool> ExportHistoryAsync(HistoryExportQuery query, Stream to, CancellationToken cancellation)
    {
        var plant = Plant;
        if (plant.Find(query.TwinId) is not { } asset)
            return false;
        var span = ShiftWindows.Resolve(query.Window, asset, NowTicks);
        var export = new HistoryExport(new ShardSamples(_map, _links), new HistoryCsvWriter(to));
        await export.WriteAsync(plant, asset, span.FromTicks, span.ToTicks, cancellation);
        return true;
    }

    public async Task<DamageReport> ListDamageAsync(int limit, CancellationToken cancellation) =>
        Together(await DamageAsync(limit, cancellation), limit);

    public async Task<DamageReport> AcceptDamageAsync(DamageAcceptance acceptance, CancellationToken cancellation)
    {
        var seen = await DamageAsync(limit: 0, cancellation);
        if (seen.Sum(report => report.Count) is var count && count != acceptance.Count)
        {
            throw new HostFaultException(
                HostFault.Conflict, $"{count} damaged things are known, not {acceptance.Count}.",
                "the count of those that were looked at.", "GET /api/v1/damage tells them; accept with its count.");
        }

        var accepted = await AskAllAsync(
            _map.All,
            (number, shard, giveUp) => shard.AcceptDamageAsync(acceptance with { Count = seen[number].Count }, giveUp),
            Patience.Answer, cancellation);
        return Together(accepted, limit: 1);
    }

    /// <summary>
    /// Of many shards only what ails is told one by one. It is no reason to restart the process that was asked, or to pass it
    /// over: another one would say the same.
    /// </summary>
    public async Task<HealthReport> CheckHealthAsync(CancellationToken cancellation)
    {
        var own = await _control.CheckHealthAsync(cancellation);
        var reports = await Task.WhenAll(_links.Select(link => HealthOfAsync(link, cancellation)));
        var checks = reports.Zip(_links, (report, link) => link.Name is not { } name ? report.Checks
            : report.Checks.Where(check => !check.IsHealthy).Select(check => check with { Part = $"{name}: {check.Part}" })
                .DefaultIfEmpty(new HealthCheck(name, true, "answers")));
        List<HealthReport> vital = [own, .. reports.Where((_, at) => _links[at].Name is null)];
        return new HealthReport(
            vital.TrueForAll(report => report.IsAlive),
            vital.TrueForAll(report => report.IsReady),
            [.. own.Checks, .. checks.SelectMany(each => each)]);
    }

    public Task<HistoryImportReceipt> ImportHistoryAsync(
        HistoryImportSubmission submission, CancellationToken cancellation) =>
        _control.ImportHistoryAsync(submission, cancellation);

    public Task<Page<UnknownTag>> ListUnknownTagsAsync(PageQuery query, CancellationToken cancellation) =>
        _control.ListUnknownTagsAsync(query, cancellation);

    public Task<AdoptedTag> AdoptTagAsync(TagAdoption adoption, CancellationToken cancellation) =>
        _control.AdoptTagAsync(adoption, cancellation);

    public Task<Page<DeadLetter>> ListDeadLettersAsync(PageQuery query, CancellationToken cancellation) =>
        _control.ListDeadLettersAsync(query, cancellation);

    public Task<PlantDocument?> GetPlantAsync(long? version, CancellationToken cancellation) =>
        _control.GetPlantAsync(version, cancellation);

    public Task<Page<PlantVersion>> ListPlantVersionsAsync(PageQuery query, CancellationToken cancellation) =>
        _control.ListPlantVersionsAsync(query, cancellation);

    public Task<PlantReplaced> ReplacePlantAsync(PlantReplacement replacement, CancellationToken cancellation) =>
        _control.ReplacePlantAsync(replacement, cancellation);

    public Task<TelemetryReceipt> SubmitTelemetryAsync(TelemetrySubmission submission, CancellationToken cancellation) =>
        _control.SubmitTelemetryAsync(submission, cancellation);

    public IReadOnlyList<MetricFamily> ReadMetrics() => _control.ReadMetrics();

    private Task<DamageReport[]> DamageAsync(int limit, CancellationToken cancellation) => AskAllAsync(
        _map.All, (_, shard, giveUp) => shard.ListDamageAsync(limit, giveUp), Patience.Answer, cancellation);

    private DamageReport Together(DamageReport[] reports, int limit) => new(
        reports.Sum(report => report.Count),
        reports.Sum(report => report.Accepted),
        [
            .. reports.Zip(_links, (report, link) => link.Name is not { } name ? report.Items
                : report.Items.Select(item => item with { Detail = $"{name}: {item.Detail}" }))
                .SelectMany(items => items).Take(limit),
        ]);

    private static async Task<HealthReport> HealthOfAsync(ShardLink link, CancellationToken cancellation)
    {
        try
        {
            return await link.AskUnlessLateAsync((shard, giveUp) => shard.CheckHealthAsync(giveUp), cancellation);
        }
        catch (HostFaultException away)
        {
            return new HealthReport(true, false, [new HealthCheck("answers", false, away.Found, away.Remedy)]);
        }
    }
}
