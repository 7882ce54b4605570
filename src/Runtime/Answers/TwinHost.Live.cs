using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Shards;
using OrleansTwin.Runtime.Sites;
using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Runtime.Answers;

/// <content>Views. They go on while a shard is away: what it showed last stands in, told as stale.</content>
internal sealed partial class TwinHost
{
    public async Task<TwinView?> GetTwinAsync(string id, CancellationToken cancellation)
    {
        if (Plant.Find(id) is not { } asset)
            return null;
        if (asset is CompositeAsset)
            return (await ViewAsync([asset], cancellation))[0];
        if (asset is SensorAsset && _map.ReportedSiteOf(id) is { } siteId)
            throw ReportsOnly.Refused(siteId, "values of sensors");
        var shard = _map.ShardsBelow(asset)[0];
        var views = await _links[shard].AskLiveAsync((asked, giveUp) => asked.GetManyAsync([id], giveUp), cancellation);
        return views is [var view] ? SiteViews.With(view, _control.Sites) : throw NotYet(shard, id);
    }

    public Task<IReadOnlyList<TwinView>> GetManyAsync(IReadOnlyCollection<string> ids, CancellationToken cancellation)
    {
        var plant = Plant;
        return ViewAsync([.. ids.Select(plant.Find).OfType<Asset>()], cancellation);
    }

    /// <exception cref="HostFaultException">None of the shards that it takes can be asked.</exception>
    private async Task<IReadOnlyList<TwinView>> ViewAsync(IReadOnlyList<Asset> wanted, CancellationToken cancellation)
    {
        var (plant, now, sites) = (Plant, NowTicks, _control.Sites);
        var shifts = wanted.OfType<CompositeAsset>().Distinct().ToDictionary(
            asset => asset.Id, asset => ShiftWindows.PresentShift(ShiftWindows.CalendarOf(asset), now), StringComparer.Ordinal);
        var asked = wanted.SelectMany(asset => _map.ShardsOf(asset).Select(shard => (shard, asset)))
            .GroupBy(pair => pair.shard, pair => pair.asset).ToDictionary(group => group.Key, group => group.ToList());
        var shown = new Dictionary<int, ShardShown>();
        foreach (var (shard, answer) in await Task.WhenAll(asked.Select(async pair => (pair.Key, await _views[pair.Key].ReadAsync(
            [.. pair.Value.Where(asset => asset is not CompositeAsset).Select(asset => asset.Id)],
            [.. pair.Value.OfType<CompositeAsset>().Select(asset => QueryOf(plant, asset, shifts[asset.Id], pair.Key))],
            cancellation)))))
            shown.Add(shard, answer);
        if (shown.Count > 0 && shown.Values.All(answer => answer.Away is not null))
            throw shown.Values.Select(answer => answer.Away).OfType<HostFaultException>().First();
        return
        [
            .. wanted.Select(asset => asset is CompositeAsset composite
                ? TwinViews.Composite(composite, WholeOf(composite, shown), shifts[asset.Id])
                : ViewOf(asset, shown[_map.ShardsBelow(asset)[0]])).Select(view => SiteViews.With(view, sites)),
        ];
    }

    private CompositePartQuery QueryOf(Plant plant, CompositeAsset asset, NamedSpan shift, int shard)
    {
        var minutes = shift.ToMinutes();
        var sum = new ElementSum(KpiQuestion.IdsOf(asset), minutes.FromTicks, minutes.ToTicks);
        return new CompositePartQuery(asset.Id, PartOf(plant, sum, shard));
    }

    private static TwinView ViewOf(Asset asset, ShardShown shown)
    {
        var view = shown.Views.GetValueOrDefault(asset.Id);
        return view is null || shown.Away is not null ? TwinViews.OutOfReach(asset, view) : view;
    }

    /// <summary>The parts together.</summary>
    private CompositePart WholeOf(CompositeAsset asset, Dictionary<int, ShardShown> shown)
    {
        var whole = new CompositePart(asset.Id, default, 0, default);
        foreach (var shard in _map.ShardsOf(asset))
        {
            var part = shown[shard].Parts.GetValueOrDefault(asset.Id);
            if (shown[shard].Away is not null)
                part = OutOfReach(asset, shard, part);
            if (part is not null)
                whole += part;
        }

        return whole;
    }

    /// <summary>A part that can't be asked: its sensors are stale; machines never heard of are unmeasured.</summary>
    private CompositePart OutOfReach(CompositeAsset asset, int shard, CompositePart? last)
    {
        var (machines, sensors) = (0, 0);
        foreach (var machine in _map.MachinesBelow(asset, shard))
            (machines, sensors) = (machines + 1, sensors + machine.Sensors.Count);
        if (last is not null)
            return last with { StaleSensors = sensors };
        var part = new CompositePart(asset.Id, default, sensors, default);
        var live = part.Live;
        live.Machines[TimeClass.Unmeasured] = machines;
        return part with { Live = live };
    }
}
