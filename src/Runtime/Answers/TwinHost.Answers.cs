using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Engine;
using OrleansTwin.Store;
using OrleansTwin.Twins.Calendars;
using OrleansTwin.Twins.Energy;
using OrleansTwin.Twins.Kpis;
using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Reports;
using HistoryPoint = OrleansTwin.Api.Hosting.HistoryPoint;

namespace OrleansTwin.Runtime.Answers;

/// <content>KPIs, timelines, histories and alarms.</content>
internal sealed partial class TwinHost
{
    public Task<KpiAnswer?> GetKpisAsync(KpiQuery query, CancellationToken cancellation) =>
        AskAsync((runtime, giveUp) => KpisAsync(runtime, query, giveUp), AnswerMax, cancellation);

    public Task<TimelineAnswer?> GetTimelineAsync(TimelineQuery query, CancellationToken cancellation) =>
        AskAsync((runtime, giveUp) => TimelineAsync(runtime, query, giveUp), AnswerMax, cancellation);

    public Task<HistoryAnswer?> GetHistoryAsync(HistoryQuery query, CancellationToken cancellation) =>
        AskAsync((_, giveUp) => HistoryAsync(query, giveUp), ReadingMax, cancellation);

    private async Task<KpiAnswer?> KpisAsync(PlantRuntime runtime, KpiQuery query, CancellationToken cancellation)
    {
        if (Plant.Find(query.TwinId) is not { } asset)
            return null;
        if (asset is SensorAsset)
            throw new HostFaultException(
                HostFault.Invalid, $"{asset.Id} is a sensor.", "a machine or what is above it.", "Ask for its machine.");
        var rule = KpiScope.Of(asset, query.Rule).Rule;
        var span = ShiftWindows.Resolve(query.Window, asset, NowTicks).ToMinutes();
        var sums = new ElementSums(engine, query.Product, query.Order);
        var sum = await sums.SumAsync(asset, span, rule, cancellation);
        var first = await sums.FirstOperationAsync(asset, span, cancellation);
        var settled = await SettledUntilAsync(runtime, asset, cancellation);
        return new KpiAnswer(
            asset.Id,
            span.ToWindow(),
            query.Product,
            query.Order,
            rule,
            (asset as CompositeAsset)?.ConstraintId,
            settled < span.ToTicks,
            Times.OrNull(settled),
            KpiAnswers.Elements(sum),
            KpiAnswers.Kpis(sum, first),
            KpiAnswers.Waterfall(sum),
            KpiAnswers.Losses(sum),
            KpiAnswers.Energy(sum),
            KpiAnswers.CarbonOf(await CarbonPeriodsAsync(asset, span, sums, cancellation), Plant.EmissionFactors));
    }

    private async Task<TimelineAnswer?> TimelineAsync(
        PlantRuntime runtime, TimelineQuery query, CancellationToken cancellation)
    {
        if (Plant.Find(query.TwinId) is not { } asset)
            return null;
        if (asset is not MachineAsset || !engine.Store.Names.TryGetKey(asset.Id, out var key))
            throw new HostFaultException(
                HostFault.Invalid, $"{asset.Id} is no machine.", "a machine.", "Ask for one of its machines.");
        var span = ShiftWindows.Resolve(query.Window, asset, NowTicks);
        var minutes = span.ToMinutes();
        var rows = await ReadReportsAsync(key, ReportPart.Own, minutes, cancellation);
        var causes = await ReadReportsAsync(key, ReportPart.Flow, minutes, cancellation);
        var settled = await SettledUntilAsync(runtime, asset, cancellation);
        var intervals = Timelines.Of(rows, causes, span.FromTicks, Math.Min(span.ToTicks, settled));
        var more = intervals.Count > query.Limit;
        return new TimelineAnswer(
            asset.Id,
            span.ToWindow(),
            Times.OrNull(settled),
            more ? intervals[..query.Limit] : intervals,
            more ? intervals[query.Limit].From : null);
    }

    private async Task<HistoryAnswer?> HistoryAsync(HistoryQuery query, CancellationToken cancellation)
    {
        if (Plant.Find(query.TwinId) is not { } asset)
            return null;
        var sensors = SensorsOf(asset);
        var span = ShiftWindows.Resolve(query.Window, asset, NowTicks);
        var unit = asset is SensorAsset sensor ? sensor.Unit : "kW";
        if (query.Points is { } points)
            return new HistoryAnswer(
                asset.Id, unit, span.ToWindow(), null, await PointsAsync(sensors, span, points, cancellation), null);
        if (sensors.Count != 1)
        {
            throw new HostFaultException(
                HostFault.Invalid,
                $"{asset.Id} has {sensors.Count} power sensors.",
                "one sensor for single samples.",
                "Ask with points=, or for a sensor.");
        }

        var samples = await engine.Store.History.ReadAsync(sensors[0], span.FromTicks, span.ToTicks, query.Limit, cancellation);
        var page = samples.Select(item => new HistorySample(
            Times.Of(item.SourceTicks), item.Text is null ? item.Value : null, item.Text, item.Quality)).ToList();
        var next = samples.Length >= query.Limit ? Times.Of(samples[^1].SourceTicks + 1) : (DateTimeOffset?)null;
        return new HistoryAnswer(asset.Id, unit, span.ToWindow(), page, null, next);
    }

    public Task<Page<AlarmView>> ListAlarmsAsync(AlarmQuery query, CancellationToken cancellation)
    {
        var skip = Cursors.Parse(query.Cursor);
        var found = engine.Alarms.List()
            .Where(alarm => query.TwinId is null || alarm.Sensor.Id == query.TwinId
                || alarm.Sensor.Id.StartsWith(query.TwinId + "/", StringComparison.Ordinal))
            .Where(alarm => query.IsActive is null || alarm.ClearedTicks is null == query.IsActive)
            .Select(alarm => new AlarmView(
                alarm.Sensor.Id,
                alarm.Sensor.Name,
                alarm.State,
                alarm.Sensor.Limits?.Priority ?? 3,
                alarm.Value,
                alarm.Limit,
                alarm.Sensor.Unit,
                Times.Of(alarm.RaisedTicks),
                alarm.ClearedTicks is { } cleared ? Times.Of(cleared) : null));
        return Task.FromResult(Cursors.Page(found, skip, query.Limit));
    }

    /// <summary>Sums the elements of each region and year apart, since each has its own factor.</summary>
    private static async Task<List<CarbonPeriod>> CarbonPeriodsAsync(
        Asset asset, NamedSpan span, ElementSums sums, CancellationToken cancellation)
    {
        var periods = new List<CarbonPeriod>();
        var zone = ShiftWindows.CalendarOf(asset)?.TimeZone ?? TimeZoneInfo.Utc;
        foreach (var (region, part) in RegionsOf(asset))
        {
            foreach (var (year, interval) in CarbonPeriod.Years(new(span.FromTicks, span.ToTicks), zone))
            {
                var of = new NamedSpan(interval.FromTicks, interval.ToTicks, null);
                var sum = await sums.SumAsync(part, of, OeeRule.SumBased, cancellation);
                periods.Add(new CarbonPeriod(region, year, interval, sum));
            }
        }

        return periods;
    }

    /// <summary>The highest twins that lie in one region each.</summary>
    private static IEnumerable<(string? Region, Asset Part)> RegionsOf(Asset asset) =>
        asset is CompositeAsset composite
        && composite.Children.SelectMany(RegionsOf).Select(part => part.Region).Distinct().Count() > 1
            ? composite.Children.SelectMany(RegionsOf)
            : [(RegionBelow(asset), asset)];

    private static string? RegionBelow(Asset asset) =>
        asset.Region ?? (asset as CompositeAsset)?.Children.Select(RegionBelow).FirstOrDefault(region => region is not null);

    /// <summary>Up to where all machines at or below a twin are settled; 0: some know nothing yet.</summary>
    private static async Task<long> SettledUntilAsync(PlantRuntime runtime, Asset asset, CancellationToken cancellation)
    {
        var settled = long.MaxValue;
        foreach (var line in runtime.Lines.Where(line => line.HasMachineBelow(asset.Id)))
        {
            var least = await line.Mailbox.AskAsync(
                () => line.Machines
                    .Where(machine => machine.Twin.WatermarkTicks > 0 && IsAtOrBelow(machine.Twin.Id, asset.Id))
                    .Select(machine => machine.Twin.WatermarkTicks)
                    .DefaultIfEmpty(long.MaxValue).Min(),
                cancellation);
            settled = Math.Min(settled, least);
        }

        return settled == long.MaxValue ? 0 : settled;
    }

    private async Task<IEnumerable<BucketReport>> ReadReportsAsync(
        int key, ReportPart part, NamedSpan span, CancellationToken cancellation)
    {
        var rows = await engine.Store.Ledger.ReadRowsAsync(key, part, span.FromTicks, span.ToTicks, cancellation: cancellation);
        return rows.Select(row => row.Report);
    }

    private List<int> SensorsOf(Asset asset)
    {
        var ids = asset is SensorAsset
            ? [asset.Id]
            : Plant.Machines.Where(machine => IsAtOrBelow(machine.Id, asset.Id)).SelectMany(TwinViews.PowerSensors);
        var keys = new List<int>();
        foreach (var id in ids)
        {
            if (engine.Store.Names.TryGetKey(id, out var key))
                keys.Add(key);
        }

        return keys;
    }

    private async Task<List<HistoryPoint>> PointsAsync(
        List<int> sensors, NamedSpan span, int points, CancellationToken cancellation)
    {
        var sums = new SortedDictionary<long, HistoryPoint>();
        foreach (var sensor in sensors)
        {
            foreach (var point in await engine.Store.History.ReadPointsAsync(
                sensor, span.FromTicks, span.ToTicks, points, cancellation))
            {
                var next = new HistoryPoint(Times.Of(point.FromTicks), point.Min, point.Max, point.Mean, point.Count);
                sums[point.FromTicks] = sums.TryGetValue(point.FromTicks, out var sum)
                    ? new HistoryPoint(
                        sum.At, sum.Min + next.Min, sum.Max + next.Max, sum.Mean + next.Mean, sum.Count + next.Count)
                    : next;
            }
        }

        return [.. sums.Values];
    }

    private static bool IsAtOrBelow(string id, string ancestor) =>
        id == ancestor || id.StartsWith(ancestor + "/", StringComparison.Ordinal);
}
