using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Runtime.Feeds;
using OrleansTwin.Runtime.Forwarding;
using OrleansTwin.Store;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Runtime.Sites;

/// <summary>
/// A grid's side of a site that an Edge forwards: takes the Edge's journal, part by part and once, into the journal of the site's
/// feed, from which it goes to the shards; or its reports, where the grid was told so. One Edge at a time feeds a site.
/// </summary>
internal sealed class SiteInlet : IDisposable
{
    private const int MarkMax = 64;

    private readonly string _siteId;
    private readonly ITwinStore _store;
    private readonly TelemetryFeed _feed;
    private readonly TimeProvider _time;
    private readonly ReportedSite? _reported;
    private readonly EdgeBinding _binding;
    private readonly SemaphoreSlim _one = new(1, 1);
    private SiteSorter _sorter;
    private ForwardReport _report;
    private long _contactTicks;

    private SiteInlet(
        string siteId, ITwinStore store, TelemetryFeed feed, SiteSorter sorter, ReportedSite? reported, TimeProvider time)
    {
        (_siteId, _store, _feed, _sorter, _reported, _time) = (siteId, store, feed, sorter, reported, time);
        _binding = new EdgeBinding(store);
        _contactTicks = _binding.Feed is { } edge ? reported?.ToldTicks ?? feed.Inlet.TakenAt(edge) : 0;
    }

    /// <summary>How the site's link stood when its Edge was heard last.</summary>
    public SiteLink Link => new(
        _siteId, SiteLinkState.CutOff, Times.OrNull(Volatile.Read(ref _contactTicks)), null,
        Times.OrNull(_reported?.NewestTicks ?? _sorter.NewestTicks), _report.Behind.TotalSeconds, _report.BacklogBatches,
        _report.MissingBatches,
        _sorter.Refused, _binding.Feed is { } edge ? MarkOf(edge)[..Math.Min(8, MarkOf(edge).Length)] : null)
    {
        Content = _reported is null ? SiteContent.Telemetry : SiteContent.Reports,
        PeriodS = _reported?.Period.TotalSeconds ?? 0,
    };

    /// <param name="siteId">The site.</param>
    /// <param name="store">Of its feed.</param>
    /// <param name="feed">Carries its samples to the shards.</param>
    /// <param name="plant">The grid's.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <param name="reported">Takes its reports; null: it forwards telemetry.</param>
    public static async Task<SiteInlet> OpenAsync(
        string siteId, ITwinStore store, TelemetryFeed feed, Plant plant, TimeProvider time, CancellationToken cancellation,
        ReportedSite? reported = null)
    {
        var sorter = await SiteSorter.MakeAsync(siteId, store, feed, plant, null, cancellation);
        return new SiteInlet(siteId, store, feed, sorter, reported, time);
    }

    /// <summary>From the next part on, sensors are those of another version of the plant.</summary>
    public async Task UsePlantAsync(Plant plant, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            _sorter = await SiteSorter.MakeAsync(_siteId, _store, _feed, plant, _sorter, cancellation);
            _reported?.UsePlant(plant);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Returns when what came is durable.</summary>
    /// <exception cref="HostFaultException">As <see cref="ISiteHost.ForwardAsync"/>.</exception>
    public Task<ForwardReceipt> TakeAsync(ForwardMessage message, CancellationToken cancellation) => AdmittedAsync(
        message.Feed, message.Report, SiteContent.Telemetry,
        async now =>
        {
            var keys = message.Names.Count > 0 ? await KeysAsync(message.Names, cancellation) : [];
            if (message.From > 0)
                await TakeSamplesAsync(message, now);
            return new ForwardReceipt(_feed.Inlet.PositionOf(message.Feed), keys);
        },
        cancellation);

    /// <summary>Returns when what came is durable.</summary>
    /// <exception cref="HostFaultException">As <see cref="ISiteHost.ForwardAsync"/>.</exception>
    public Task<ForwardReceipt> TakeAsync(ReportMessage message, CancellationToken cancellation) => AdmittedAsync(
        message.Feed, message.Report, SiteContent.Reports,
        async _ =>
        {
            var place = await _reported!.TakeAsync(message, _binding.Number);
            return new ForwardReceipt(place.Cursor, []) { Row = place.Row };
        },
        cancellation);

    /// <exception cref="HostFaultException"><see cref="HostFault.NotFound"/>: no Edge feeds the site.</exception>
    public async Task<SiteLink> ReleaseAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            if (_binding.Feed is not { } edge)
            {
                throw new HostFaultException(
                    HostFault.NotFound, $"No Edge feeds {_siteId}.", "a site that an Edge feeds.",
                    "GET /api/v1/sites lists them.");
            }

            await _binding.ReleaseAsync(cancellation);
            await AuditAsync("edge released", edge);
            return Link;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    /// <summary>One message at a time, of the Edge that feeds the site, and of what is expected of it.</summary>
    private async Task<ForwardReceipt> AdmittedAsync(
        string edge, ForwardReport report, SiteContent content, Func<long, Task<ForwardReceipt>> take,
        CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            Demand(content);
            await AdmitAsync(edge, cancellation);
            (_report, var now) = (report, _time.GetUtcNow().UtcTicks);
            Volatile.Write(ref _contactTicks, now);
            return await take(now);
        }
        catch (ArgumentException misfit)
        {
            throw new HostFaultException(
                HostFault.Invalid, misfit.Message, "a part of an Edge's journal or ledger.",
                "Upgrade the Edge or the grid: they differ.");
        }
        catch (StoreUnavailableException away)
        {
            throw Refusals.NoStore(away);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>What came both ways would count twice.</summary>
    private void Demand(SiteContent content)
    {
        var expected = _reported is null ? SiteContent.Telemetry : SiteContent.Reports;
        if (content == expected)
            return;
        throw new HostFaultException(
            HostFault.Conflict, $"This Edge forwards {Word(content)}, and the grid takes {Word(expected)} of site {_siteId}.",
            $"{Word(expected)}, as the grid was told.",
            $"Set Forward:What={Word(expected)} at the Edge. A site that the grid has nothing of yet may be named under "
            + "Grid:Reports on all of its processes, or not: it stays as it begins.");
    }

    private static string Word(SiteContent content) => content == SiteContent.Reports ? "reports" : "telemetry";

    private async Task AdmitAsync(string edge, CancellationToken cancellation)
    {
        var mark = MarkOf(edge);
        if (edge != $"{_siteId}:{mark}" || mark.Length is 0 or > MarkMax || !mark.All(char.IsAsciiLetterOrDigit))
            throw new ArgumentException($"It comes from '{edge}', and was sent to site '{_siteId}'.");
        if (_binding.Feed is null)
        {
            await _binding.BindAsync(edge, cancellation);
            await AuditAsync("edge taken", edge);
        }
        else if (_binding.Feed != edge)
        {
            throw new HostFaultException(
                HostFault.Conflict,
                $"Site {_siteId} is fed by another Edge, {MarkOf(_binding.Feed)[..8]}…, last heard at "
                + $"{Times.OrNull(Volatile.Read(ref _contactTicks)):u}; this one is {mark[..Math.Min(8, mark.Length)]}…",
                "one Edge that feeds the site.",
                $"Stop one of them. If this one is to take the other's place: POST /api/v1/sites/release/{_siteId} with an admin "
                + "key.");
        }
    }

    private async Task<int[]> KeysAsync(IReadOnlyList<string> names, CancellationToken cancellation)
    {
        if (names.FirstOrDefault(name => !_sorter.Has(name)) is { } foreign)
            throw new ArgumentException($"'{foreign}' is no sensor of site '{_siteId}'.");
        return await _feed.Inlet.KeysAsync(names, cancellation);
    }

    /// <summary>Once begun it is not given up: it would be begun again beside itself.</summary>
    private async Task TakeSamplesAsync(ForwardMessage message, long nowTicks)
    {
        if (message.From <= _feed.Inlet.PositionOf(message.Feed))
            return;
        var samples = _sorter.Sort(message.Samples.Span, nowTicks);
        await _feed.Inlet.TakeAsync(new FeedBatch(message.Feed, message.From, message.To, samples), CancellationToken.None);
    }

    private async Task AuditAsync(string action, string edge) => await _store.Audit.AppendAsync(
        _time.GetUtcNow().UtcTicks, "grid", action, _siteId, MarkOf(edge), CancellationToken.None);

    private static string MarkOf(string edge) => edge[(edge.LastIndexOf(':') + 1)..];
}
