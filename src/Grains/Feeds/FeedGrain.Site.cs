using OrleansTwin.Api.Hosting;
using OrleansTwin.Grains.Interfaces;
using OrleansTwin.Runtime.Forwarding;
using OrleansTwin.Runtime.Sites;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Grains.Feeds;

/// <content>The feed of a site that has an Edge of its own.</content>
internal sealed partial class FeedGrain
{
    private SiteInlet? _site;
    private ReportedSite? _reported;

    private ReportedSite Reported => _ingest is not null && _reported is { } reported ? reported : throw Moving();

    private SiteInlet Site => _ingest is not null && _site is { } site ? site : throw Moving();

    public Task<ForwardReceipt> ForwardAsync(byte[] message) =>
        Task.Run(() => Site.TakeAsync(Unpack(message, ForwardMessage.Unpack), CancellationToken.None));

    public Task<ForwardReceipt> ForwardReportsAsync(byte[] message) =>
        Task.Run(() => Site.TakeAsync(Unpack(message, ReportMessage.Unpack), CancellationToken.None));

    public Task<List<TwinView>> ViewTwinsAsync(string[] ids, CancellationToken cancellation) =>
        Task.Run(async () => (await Reported.GetManyAsync(ids, cancellation)).ToList(), cancellation);

    public Task<List<CompositePartMessage>> ViewPartsAsync(CompositeQuestion[] questions, CancellationToken cancellation) =>
        Task.Run(
            async () => (await Reported.GetPartsAsync([.. questions.Select(Messages.ToQuery)], cancellation))
                .Select(Messages.ToMessage).ToList(),
            cancellation);

    public Task<KpiPartMessage> SumElementsAsync(KpiPartQuestion question, CancellationToken cancellation) => Task.Run(
        async () => Messages.ToMessage(await Reported.GetKpiPartAsync(Messages.ToQuery(question), cancellation)), cancellation);

    public Task<TimelineAnswer?> ReadTimelineAsync(TimelineQuery query, CancellationToken cancellation) =>
        Task.Run(() => Reported.GetTimelineAsync(query, cancellation), cancellation);

    public Task<Page<AlarmView>> ListAlarmsAsync(AlarmQuery query, CancellationToken cancellation) =>
        Reported.ListAlarmsAsync(query, cancellation);

    public Task<DamageReport> ListDamageAsync(int limit, CancellationToken cancellation) =>
        Reported.ListDamageAsync(limit, cancellation);

    public Task<DamageReport> AcceptDamageAsync(DamageAcceptance acceptance, CancellationToken cancellation) =>
        Task.Run(() => Reported.AcceptDamageAsync(acceptance, cancellation), cancellation);

    public Task<SiteLink?> GetLinkAsync() => Task.FromResult(_site?.Link);

    public Task<SiteLink> ReleaseAsync() => Task.Run(() => Site.ReleaseAsync(CancellationToken.None));

    private async Task<ReportedSite> OpenReportedAsync(string siteId, Plant plant, CancellationToken cancellation)
    {
        var store = await stores.OpenReportsAsync(siteId);
        try
        {
            return await ReportedSite.OpenAsync(siteId, store, plant, clock.Time, cancellation);
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    private static T Unpack<T>(byte[] message, Func<ReadOnlyMemory<byte>, int, T> unpack)
    {
        try
        {
            return unpack(message, Packing.UnpackedBytesMax);
        }
        catch (InvalidDataException broken)
        {
            throw new HostFaultException(
                HostFault.Invalid, broken.Message, "a part of an Edge's journal or ledger.",
                "Upgrade the Edge or the grid: they differ.");
        }
    }
}
