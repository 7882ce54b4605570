using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Runtime.Feeds;
using OrleansTwin.Runtime.Forwarding;
using OrleansTwin.Store;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Runtime.Sites;

/// <summary>
/// A grid's side of a site that an Edge forwards: takes the Edge's journal, part by part and once, into the journal of the site's
/// feed, from which it goes to the shards. One Edge at a time feeds a site.
/// </summary>
internal sealed class SiteInlet : IDisposable
{
    private const int MarkMax = 64;

    private readonly string _siteId;
    private readonly ITwinStore _store;
    private readonly TelemetryFeed _feed;
    private readonly TimeProvider _time;
    private readonly EdgeBinding _binding;
    private readonly SemaphoreSlim _one = new(1, 1);
    private SiteSorter _sorter;
    private ForwardReport _report;
    private long _contactTicks;

    private SiteInlet(string siteId, ITwinStore store, TelemetryFeed feed, SiteSorter sorter, TimeProvider time)
    {
        (_siteId, _store, _feed, _sorter, _time) = (siteId, store, feed, sorter, time);
        _binding = new EdgeBinding(store);
        _contactTicks = _binding.Feed is { } edge ? feed.Inlet.TakenAt(edge) : 0;
    }

    /// <summary>How the site's link stood when its Edge was heard last.</summary>
    public SiteLink Link => new(
        _siteId, SiteLinkState.CutOff, Times.OrNull(Volatile.Read(ref _contactTicks)), null,
        Times.OrNull(_sorter.NewestTicks), _report.Behind.TotalSeconds, _report.BacklogBatches, _report.MissingBatches,
        _sorter.Refused, _binding.Feed is { } edge ? MarkOf(edge)[..Math.Min(8, MarkOf(edge).Length)] : null);

    public static async Task<SiteInlet> OpenAsync(
        string siteId, ITwinStore store, TelemetryFeed feed, Plant plant, TimeProvider time, CancellationToken cancellation) =>
        new(siteId, store, feed, await SiteSorter.MakeAsync(siteId, store, feed, plant, null, cancellation), time);

    /// <summary>From the next part on, sensors are those of another version of the plant.</summary>
    public async Task UsePlantAsync(Plant plant, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            _sorter = await SiteSorter.MakeAsync(_siteId, _store, _feed, plant, _sorter, cancellation);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Returns when what came is durable.</summary>
    /// <exception cref="HostFaultException">As <see cref="ISiteHost.ForwardAsync"/>.</exception>
    public async Task<ForwardReceipt> TakeAsync(ForwardMessage message, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            await AdmitAsync(message.Feed, cancellation);
            (_report, var now) = (message.Report, _time.GetUtcNow().UtcTicks);
            Volatile.Write(ref _contactTicks, now);
            var keys = message.Names.Count > 0 ? await KeysAsync(message.Names, cancellation) : [];
            if (message.From > 0)
                await TakeSamplesAsync(message, now);
            return new ForwardReceipt(_feed.Inlet.PositionOf(message.Feed), keys);
        }
        catch (ArgumentException misfit)
        {
            throw new HostFaultException(
                HostFault.Invalid, misfit.Message, "a part of an Edge's journal.", "Upgrade the Edge or the grid: they differ.");
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
