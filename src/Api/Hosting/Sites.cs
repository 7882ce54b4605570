using System.Text.Json.Serialization;

namespace OrleansTwin.Api.Hosting;

/// <summary>
/// What the gateway asks of a grid about the sites that Edges forward to it. A host that has none, as an Edge, does not
/// register it, and the endpoints are not there.
/// </summary>
public interface ISiteHost
{
    /// <summary>
    /// Takes what an Edge has sent; returns when it is in the site's journal. Sent again it counts once.
    /// </summary>
    /// <exception cref="HostFaultException">
    /// <see cref="HostFault.NotFound"/>: the plant has no such site; <see cref="HostFault.Conflict"/>: another Edge feeds it;
    /// <see cref="HostFault.Invalid"/>: it can't be read; <see cref="HostFault.Unavailable"/>: the journal takes nothing now.
    /// </exception>
    Task<ForwardReceipt> ForwardAsync(ForwardSubmission submission, CancellationToken cancellation);

    /// <summary>The sites that an Edge ever forwarded, in the order of their paths.</summary>
    Task<IReadOnlyList<SiteLink>> ListSitesAsync(CancellationToken cancellation);

    /// <summary>The Edge that feeds a site is forgotten: the next one that calls takes its place.</summary>
    /// <exception cref="HostFaultException"><see cref="HostFault.NotFound"/>: no Edge feeds it.</exception>
    Task<SiteLink> ReleaseSiteAsync(string siteId, CancellationToken cancellation);
}

/// <summary>A request of an Edge as it came, packed as <paramref name="ContentEncoding"/> says.</summary>
public sealed record ForwardSubmission(string SiteId, ReadOnlyMemory<byte> Body, string? ContentType, string? ContentEncoding);

/// <summary>
/// How far the grid has come: <paramref name="Position"/> is the last batch of the Edge's journal up to which everything is
/// durable here, from which the Edge goes on. <paramref name="Keys"/>: the grid's numbers of the sensors that were asked for.
/// </summary>
public sealed record ForwardReceipt(long Position, IReadOnlyList<int> Keys)
{
    /// <summary>Where reports are forwarded: the row of the Edge's ledger, of those that belong to the position.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Row { get; init; }
}

/// <summary>What an Edge forwards of its site.</summary>
public enum SiteContent
{
    /// <summary>Every sample: all that can be asked of a twin can be asked here.</summary>
    Telemetry = 0,

    /// <summary>
    /// KPIs, timelines, what machines do and their alarms. Values of sensors, their history and the log of alarms stay at the
    /// Edge: who asks for them is refused.
    /// </summary>
    Reports = 1,
}

/// <summary>How a site's link to the grid is.</summary>
public enum SiteLinkState
{
    /// <summary>Its Edge calls, and what it sends is of now.</summary>
    Connected = 0,

    /// <summary>Its Edge calls, and brings what it could not send before.</summary>
    CatchingUp = 1,

    /// <summary>Its Edge is silent: what is shown of the site is the last that came.</summary>
    CutOff = 2,
}

/// <summary>How fresh is what an Edge forwards of its site.</summary>
/// <param name="SiteId">The site's path.</param>
/// <param name="State">Whether its Edge calls.</param>
/// <param name="LastContact">When it last did; null: it was never heard.</param>
/// <param name="CutOffSince">Since when it is silent; null: it is not.</param>
/// <param name="NewestSourceTime">Source time of the newest sample that came; null: none since the grid took the site up.</param>
/// <param name="BehindS">Seconds since the receipt of the oldest sample that it had not sent then, as it said itself.</param>
/// <param name="BacklogBatches">Batches of its journal that it had not sent then.</param>
/// <param name="MissingBatches">Batches that it can't send any more: they have to come as history.</param>
/// <param name="Refused">Samples that could not be used since the grid took the site up: they are dead letters.</param>
/// <param name="Edge">Which Edge it is; null: none feeds it, the next one that calls does.</param>
public sealed record SiteLink(
    string SiteId,
    SiteLinkState State,
    DateTimeOffset? LastContact,
    DateTimeOffset? CutOffSince,
    DateTimeOffset? NewestSourceTime,
    double BehindS,
    long BacklogBatches,
    long MissingBatches,
    long Refused,
    string? Edge)
{
    public SiteContent Content { get; init; }

    /// <summary>Its Edge calls at least so often, in seconds, where that is less often than a link is looked after.</summary>
    public double PeriodS { get; init; }

    /// <summary>The same, judged at a moment.</summary>
    public SiteLink At(DateTimeOffset now, TimeSpan silenceMax)
    {
        silenceMax += TimeSpan.FromSeconds(PeriodS);
        var isSilent = LastContact is not { } heard || now - heard > silenceMax;
        return this with
        {
            State = isSilent ? SiteLinkState.CutOff
                : BehindS > silenceMax.TotalSeconds ? SiteLinkState.CatchingUp
                : SiteLinkState.Connected,
            CutOffSince = isSilent ? LastContact : null,
        };
    }
}
