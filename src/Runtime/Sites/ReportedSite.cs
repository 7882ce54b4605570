using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Runtime.Forwarding;
using OrleansTwin.Runtime.Shards;
using OrleansTwin.Store;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Reports;

namespace OrleansTwin.Runtime.Sites;

/// <summary>
/// The twins of a site of which an Edge forwards reports: a ledger whose rows are replaced by newer versions, and what machines
/// did last. Nothing is folded here. It answers as a shard of which all machines of the site are.
/// </summary>
/// <remarks>
/// Each page of the Edge's ledger is one transaction with the place that it leads to: what comes twice begins before that place,
/// and is not taken. Rows of an Edge that took another one's place go above all of the other's, so that its ledger, which it
/// sends from the beginning, replaces the other's whole.
/// </remarks>
internal sealed class ReportedSite : ReportsOnly, IAsyncDisposable
{
    /// <summary>Versions of one Edge's rows lie below this; those of its successor begin here.</summary>
    private const long VersionsPerEdge = 1L << 54;

    private const long EdgesMax = long.MaxValue / VersionsPerEdge;

    private readonly string _siteId;
    private readonly ITwinStore _store;
    private readonly TimeProvider _time;
    private readonly StoredElements _elements;
    private readonly ShiftSums _shifts;
    private volatile Plant _plant;
    private volatile SiteKnown _known;

    private ReportedSite(string siteId, ITwinStore store, Plant plant, SiteKnown known, TimeProvider time)
        : base(siteId)
    {
        (_siteId, _store, _plant, _known, _time) = (siteId, store, plant, known, time);
        (_elements, _shifts) = (new StoredElements(store), new ShiftSums(store, time));
    }

    /// <summary>Source time of the newest sample that machines had, UTC ticks; 0: none.</summary>
    public long NewestTicks => _known.NewestTicks;

    /// <summary>When what is known was so, by the Edge's clock, UTC ticks; 0: nothing is.</summary>
    public long ToldTicks => _known.AtTicks;

    /// <summary>Its Edge calls within so long, as it said itself.</summary>
    public TimeSpan Period => _known.Period;

    /// <param name="siteId">The site.</param>
    /// <param name="store">Of this site alone, without an archive; disposed of with this.</param>
    /// <param name="plant">The grid's.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Gives it up.</param>
    public static async Task<ReportedSite> OpenAsync(
        string siteId, ITwinStore store, Plant plant, TimeProvider time, CancellationToken cancellation) =>
        new(siteId, store, plant, await SiteKnown.ReadAsync(store, cancellation), time);

    public void UsePlant(Plant plant) => _plant = plant;

    /// <summary>
    /// Takes a page that begins where the last one ended; answers, when it is durable, up to which place everything is here. One
    /// call at a time.
    /// </summary>
    /// <param name="message">The page.</param>
    /// <param name="edge">Number of the Edge that has the site: rises with each that takes another's place.</param>
    /// <exception cref="ArgumentException">No grid ever takes this; nothing of it was taken.</exception>
    public async Task<LedgerPlace> TakeAsync(ReportMessage message, long edge)
    {
        var before = _known.Of(edge);
        if (message.After != before.Place)
            return before.Place;
        var rows = await RowsAsync(message.Reports, edge);
        var after = before.With(message);
        var snapshots = await after.ToSnapshotsAsync(_store.Names, message.State is not null);
        await _store.CheckpointAsync(new Checkpoint(0, snapshots, rows), CancellationToken.None);
        _known = after;
        return after.Place;
    }

    public override async Task<IReadOnlyList<TwinView>> GetManyAsync(
        IReadOnlyCollection<string> ids, CancellationToken cancellation)
    {
        var (plant, known, views) = (_plant, _known, new List<TwinView>(ids.Count));
        foreach (var asset in ids.Select(plant.Find))
        {
            if (asset is SensorAsset)
                views.Add(TwinViews.OutOfReach(asset, null));
            else if (asset is MachineAsset machine)
                views.Add(await ViewAsync(machine, known, cancellation));
        }

        return views;
    }

    public override async Task<IReadOnlyList<CompositePart>> GetPartsAsync(
        IReadOnlyCollection<CompositePartQuery> queries, CancellationToken cancellation)
    {
        var (plant, known, parts) = (_plant, _known, new List<CompositePart>(queries.Count));
        foreach (var (id, shift) in queries)
        {
            var sum = await _shifts.OfAsync(id, Own(shift), cancellation);
            if (plant.Find(id) is CompositeAsset)
            {
                var now = MachinesBelow(plant, id).Select(known.Of).ToList();
                var live = now.Aggregate(default(LiveReport), (all, machine) => all + machine.ToLive());
                parts.Add(new CompositePart(id, live, now.Sum(machine => machine.StaleSensors), sum));
            }
            else if (!sum.IsZero)
            {
                parts.Add(new CompositePart(id, default, 0, sum));
            }
        }

        return parts;
    }

    public override async Task<KpiPart> GetKpiPartAsync(KpiPartQuery query, CancellationToken cancellation)
    {
        var settled = SettledUntil(query.TwinId);
        return new KpiPart(settled, await _elements.SumAsync([.. query.Sums.Select(Own)], cancellation));
    }

    public override async Task<TimelineAnswer?> GetTimelineAsync(TimelineQuery query, CancellationToken cancellation)
    {
        if (_plant.Find(query.TwinId) is not MachineAsset asset)
            return null;
        var settled = SettledUntil(asset.Id);
        var keys = await _store.Names.GetOrAddAsync([asset.Id], cancellation);
        return await StoredTimelines.ReadAsync(
            _store.Ledger, keys[0], asset, query, settled, _time.GetUtcNow().UtcTicks, cancellation);
    }

    public override Task<Page<AlarmView>> ListAlarmsAsync(AlarmQuery query, CancellationToken cancellation)
    {
        var plant = _plant;
        var alarms = (_known.State.Alarms ?? []).Where(alarm => plant.Find(alarm.TwinId) is not null);
        return Task.FromResult(AlarmPages.OfAll(alarms, query));
    }

    public override Task<DamageReport> ListDamageAsync(int limit, CancellationToken cancellation) =>
        Task.FromResult(DamageAnswers.Of(_store.Damage, _store.Names, limit));

    public override Task<DamageReport> AcceptDamageAsync(DamageAcceptance acceptance, CancellationToken cancellation) =>
        DamageAnswers.AcceptAsync(_store, acceptance, _time, cancellation);

    public override Task<HealthReport> CheckHealthAsync(CancellationToken cancellation) =>
        Task.FromResult(new HealthReport(true, true, [DamageAnswers.HealthOf(_store.Damage)]));

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private async Task<TwinView> ViewAsync(MachineAsset machine, SiteKnown known, CancellationToken cancellation)
    {
        var span = ShiftWindows.PresentShift(ShiftWindows.CalendarOf(machine), _time.GetUtcNow().UtcTicks);
        var minutes = span.ToMinutes();
        var shift = new ElementSum([machine.Id], minutes.FromTicks, minutes.ToTicks);
        return TwinViews.Machine(machine, known.Of(machine), span, await _shifts.OfAsync(machine.Id, shift, cancellation));
    }

    /// <summary>Of what stands above the site, the site is the part that is here.</summary>
    private ElementSum Own(ElementSum sum) =>
        sum with { TwinIds = [.. sum.TwinIds.Select(id => Paths.IsAtOrBelow(_siteId, id) ? _siteId : id)] };

    private IEnumerable<MachineAsset> MachinesBelow(Plant plant, string id) => plant.Machines.Where(
        machine => Paths.IsAtOrBelow(machine.Id, _siteId) && Paths.IsAtOrBelow(machine.Id, id));

    private long SettledUntil(string twinId)
    {
        var known = _known;
        return MachinesBelow(_plant, twinId).Select(machine => known.Of(machine).WatermarkTicks).Where(ticks => ticks > 0)
            .DefaultIfEmpty(0).Min();
    }

    private async Task<LedgerRow[]> RowsAsync(IReadOnlyCollection<BucketReport> reports, long edge)
    {
        foreach (var report in reports)
        {
            if (!Paths.IsAtOrBelow(report.TwinId, _siteId))
                throw new ArgumentException($"'{report.TwinId}' is no twin of site '{_siteId}'.");
            if (report.Version is < 0 or >= VersionsPerEdge)
                throw new ArgumentException($"A report of '{report.TwinId}' has version {report.Version}.");
        }

        var ids = reports.Select(report => report.TwinId).Distinct(StringComparer.Ordinal).ToList();
        var keys = await _store.Names.GetOrAddAsync(ids, CancellationToken.None);
        var keyOf = ids.Zip(keys).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        if (edge > EdgesMax)
            throw new ArgumentException($"It is Edge number {edge} of site '{_siteId}'; at most {EdgesMax}.");
        var first = edge * VersionsPerEdge;
        return
        [
            .. reports.Select(report => new LedgerRow(
                keyOf[report.TwinId], report with { Version = first + report.Version }, default)),
        ];
    }
}
