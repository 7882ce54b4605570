using OrleansTwin.Api.Hosting;
using OrleansTwin.Grains.Gateway;
using OrleansTwin.Grains.Interfaces;
using OrleansTwin.Runtime.Shards;
using OrleansTwin.Runtime.Sites;

namespace OrleansTwin.Grains.Feeds;

/// <summary>A site that forwards reports, wherever its feed is in the grid.</summary>
internal sealed class GrainSite(IGrainFactory grains, string siteId) : ReportsOnly(siteId)
{
    private readonly IFeedGrain _grain = grains.Feed(SiteFeeds.NameOf(siteId));

    public override async Task<IReadOnlyList<TwinView>> GetManyAsync(
        IReadOnlyCollection<string> ids, CancellationToken cancellation) =>
        await GridFaults.TellAsync(_grain.ViewTwinsAsync([.. ids], cancellation));

    public override async Task<IReadOnlyList<CompositePart>> GetPartsAsync(
        IReadOnlyCollection<CompositePartQuery> queries, CancellationToken cancellation)
    {
        CompositeQuestion[] questions = [.. queries.Select(Messages.ToMessage)];
        return [.. (await GridFaults.TellAsync(_grain.ViewPartsAsync(questions, cancellation))).Select(Messages.ToPart)];
    }

    public override async Task<KpiPart> GetKpiPartAsync(KpiPartQuery query, CancellationToken cancellation) =>
        Messages.ToPart(await GridFaults.TellAsync(_grain.SumElementsAsync(Messages.ToMessage(query), cancellation)));

    public override Task<TimelineAnswer?> GetTimelineAsync(TimelineQuery query, CancellationToken cancellation) =>
        GridFaults.TellAsync(_grain.ReadTimelineAsync(query, cancellation));

    public override Task<Page<AlarmView>> ListAlarmsAsync(AlarmQuery query, CancellationToken cancellation) =>
        GridFaults.TellAsync(_grain.ListAlarmsAsync(query, cancellation));

    public override Task<DamageReport> ListDamageAsync(int limit, CancellationToken cancellation) =>
        GridFaults.TellAsync(_grain.ListDamageAsync(limit, cancellation));

    public override Task<DamageReport> AcceptDamageAsync(DamageAcceptance acceptance, CancellationToken cancellation) =>
        GridFaults.TellAsync(_grain.AcceptDamageAsync(acceptance, cancellation));

    /// <summary>Its feed's health is told beside this.</summary>
    public override Task<HealthReport> CheckHealthAsync(CancellationToken cancellation) =>
        GridFaults.TellAsync(_grain.CheckHealthAsync(cancellation));
}
