using OrleansTwin.Api.Hosting;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Grains.Interfaces;

/// <summary>
/// A way in for telemetry: its sources, their decoding, and a journal from which the shards are fed. Its key is the feed's
/// name; it runs where processes have the ingest role, on one of them at a time.
/// </summary>
[Alias("OrleansTwin.Feed")]
public interface IFeedGrain : IGrainWithStringKey
{
    /// <summary>
    /// Starts its sources, if it has not yet, and decodes by this version of the plant, or a newer one, when this returns.
    /// </summary>
    [Alias("StayAwake"), ResponseTimeout("00:01:00")]
    Task StayAwakeAsync(long plantVersion);

    /// <summary>Returns when the batch is in the feed's journal.</summary>
    [Alias("SubmitTelemetry"), ResponseTimeout("00:00:30")]
    Task<TelemetryReceipt> SubmitTelemetryAsync(TelemetryMessage message, CancellationToken cancellation);

    /// <summary>
    /// Begins to take a file of history, packed as <paramref name="contentEncoding"/> says, whose parts follow in their order.
    /// </summary>
    [Alias("BeginImport")]
    Task<Guid> BeginImportAsync(string? contentEncoding, string? columns);

    /// <summary>Waits while the import is behind.</summary>
    [Alias("ImportPart"), ResponseTimeout("00:01:00")]
    Task ImportPartAsync(Guid import, byte[] part);

    /// <summary>The file is whole; returns when all that was taken is in the feed's journal.</summary>
    [Alias("EndImport"), ResponseTimeout("00:10:00")]
    Task<HistoryImportReceipt> EndImportAsync(Guid import);

    [Alias("UnknownTags")]
    Task<Page<UnknownTag>> ListUnknownTagsAsync(PageQuery query, CancellationToken cancellation);

    /// <summary>What the values of a tag that no sensor claims look like; null: it has not seen the tag.</summary>
    [Alias("KindOfUnknownTag"), ResponseTimeout("00:00:06")]
    Task<ValueKind?> KindOfUnknownAsync(string tag, CancellationToken cancellation);

    [Alias("DeadLetters")]
    Task<Page<DeadLetter>> ListDeadLettersAsync(PageQuery query, CancellationToken cancellation);

    /// <summary>
    /// For the feed of a site: what its Edge has sent, as it came. Returns when that is in the feed's journal.
    /// </summary>
    [Alias("Forward"), ResponseTimeout("00:00:10")]
    Task<ForwardReceipt> ForwardAsync(byte[] message);

    /// <summary>
    /// For the feed of a site that forwards reports: what its Edge has sent, as it came. Returns when it is durable.
    /// </summary>
    [Alias("ForwardReports"), ResponseTimeout("00:00:30")]
    Task<ForwardReceipt> ForwardReportsAsync(byte[] message);

    /// <summary>For a site that forwards reports: views of its machines.</summary>
    [Alias("ViewTwins"), ResponseTimeout("00:00:06")]
    Task<List<TwinView>> ViewTwinsAsync(string[] ids, CancellationToken cancellation);

    /// <summary>For a site that forwards reports: what it has of composites.</summary>
    [Alias("ViewParts"), ResponseTimeout("00:00:06")]
    Task<List<CompositePartMessage>> ViewPartsAsync(CompositeQuestion[] questions, CancellationToken cancellation);

    [Alias("SumElements"), ResponseTimeout("00:00:06")]
    Task<KpiPartMessage> SumElementsAsync(KpiPartQuestion question, CancellationToken cancellation);

    [Alias("Timeline"), ResponseTimeout("00:00:06")]
    Task<TimelineAnswer?> ReadTimelineAsync(TimelineQuery query, CancellationToken cancellation);

    [Alias("Alarms"), ResponseTimeout("00:00:06")]
    Task<Page<AlarmView>> ListAlarmsAsync(AlarmQuery query, CancellationToken cancellation);

    [Alias("Damage"), ResponseTimeout("00:00:06")]
    Task<DamageReport> ListDamageAsync(int limit, CancellationToken cancellation);

    [Alias("AcceptDamage"), ResponseTimeout("00:00:30")]
    Task<DamageReport> AcceptDamageAsync(DamageAcceptance acceptance, CancellationToken cancellation);

    /// <summary>How the site's link stood when its Edge was heard last; null: it is no site's feed.</summary>
    [Alias("SiteLink"), ResponseTimeout("00:00:06")]
    Task<SiteLink?> GetLinkAsync();

    /// <summary>Forgets the Edge that feeds the site.</summary>
    [Alias("ReleaseSite"), ResponseTimeout("00:00:06")]
    Task<SiteLink> ReleaseAsync();

    [Alias("Health"), ResponseTimeout("00:00:06")]
    Task<HealthReport> CheckHealthAsync(CancellationToken cancellation);
}

/// <summary>A POST of telemetry as it came (see <see cref="TelemetrySubmission"/>).</summary>
[GenerateSerializer, Immutable, Alias("OrleansTwin.TelemetryMessage")]
public sealed record TelemetryMessage(
    [property: Id(0)] byte[] Body,
    [property: Id(1)] string? ContentType,
    [property: Id(2)] string? ContentEncoding,
    [property: Id(3)] string? IdempotencyKey,
    [property: Id(4)] DateTimeOffset ReceivedAt);
