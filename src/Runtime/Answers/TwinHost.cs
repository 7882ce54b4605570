using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Shards;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Runtime.Answers;

/// <summary>
/// Answers the gateway from the shards of a plant: an Edge process has one, in itself; a grid has many. "A rollup is a sum of
/// elements": what stands in several shards is added here, where the question is asked, and nowhere is that sum kept. Which twins
/// there are, and which shards have them, the plant says: no shard is asked about a twin that does not exist.
/// </summary>
internal sealed partial class TwinHost : ITwinHost
{
    private readonly ShardMap _map;
    private readonly IHostControl _control;
    private readonly TimeProvider _time;
    private readonly ShardLink[] _links;
    private readonly ShardViews[] _views;

    public TwinHost(ShardMap map, IReadOnlyList<IShard> shards, IHostControl control, TimeProvider time)
    {
        if (shards.Count != map.All.Count)
            throw new ArgumentException($"{shards.Count} shards. Expected: {map.All.Count}, as the map has.", nameof(shards));
        (_map, _control, _time) = (map, control, time);
        _links = [.. shards.Select((shard, i) => new ShardLink(shard, NameOf(map, i), time))];
        _views = [.. _links.Select(link => new ShardViews(link))];
    }

    private Plant Plant => _control.Plant;

    private long NowTicks => _time.GetUtcNow().UtcTicks;

    public Task<Page<TwinSummary>> ListTwinsAsync(TwinListQuery query, CancellationToken cancellation)
    {
        var found = Plant.AssetsInOrder
            .Where(asset => query.ParentId is null || asset.ParentId == query.ParentId)
            .Where(asset => query.Kind is null || asset.Kind == query.Kind)
            .Where(asset => query.Text is null || Contains(asset, query.Text))
            .Where(asset => query.Cursor is null || string.CompareOrdinal(asset.Id, query.Cursor) > 0)
            .Take(query.Limit + 1)
            .ToList();
        var next = found.Count > query.Limit ? found[query.Limit - 1].Id : null;
        return Task.FromResult(new Page<TwinSummary>([.. found.Take(query.Limit).Select(Summary)], next));
    }

    public async Task<KpiAnswer?> GetKpisAsync(KpiQuery query, CancellationToken cancellation)
    {
        var plant = Plant;
        if (plant.Find(query.TwinId) is not { } asset)
            return null;
        var question = new KpiQuestion(plant, asset, query, NowTicks);
        var parts = await Task.WhenAll(_map.ShardsOf(asset).Select(number => _links[number].AskLiveAsync(
            (shard, giveUp) => shard.GetKpiPartAsync(
                new KpiPartQuery(asset.Id, [.. question.Sums.Select(sum => PartOf(plant, sum, number))]), giveUp),
            cancellation)));
        return question.Answer(parts.Aggregate((sum, part) => sum + part));
    }

    public async Task<TimelineAnswer?> GetTimelineAsync(TimelineQuery query, CancellationToken cancellation)
    {
        if (Plant.Find(query.TwinId) is not { } asset)
            return null;
        if (asset is not MachineAsset)
        {
            throw new HostFaultException(
                HostFault.Invalid, $"{asset.Id} is no machine.", "a machine.", "Ask for one of its machines.");
        }

        var span = ShiftWindows.Resolve(query.Window, asset, NowTicks);
        var shard = _map.ShardOfMachine(asset.Id);
        var answer = await _links[shard].AskAsync(
            (asked, giveUp) => asked.GetTimelineAsync(query with { Window = Absolute(span) }, giveUp),
            Patience.Answer, cancellation);
        return (answer ?? throw NotYet(shard, asset.Id)) with { Window = span.ToWindow() };
    }

    public async Task<HistoryAnswer?> GetHistoryAsync(HistoryQuery query, CancellationToken cancellation)
    {
        var plant = Plant;
        if (plant.Find(query.TwinId) is not { } asset)
            return null;
        var span = ShiftWindows.Resolve(query.Window, asset, NowTicks);
        var shards = query.Points is null ? [ShardOfOnlySensor(plant, asset)] : _map.ShardsBelow(asset);
        var parts = await AskAllAsync(
            shards,
            async (number, shard, giveUp) =>
                await shard.GetHistoryAsync(query with { Window = Absolute(span) }, giveUp) ?? throw NotYet(number, asset.Id),
            Patience.Reading, cancellation);
        if (parts is [var only])
            return only with { Window = span.ToWindow() };
        var power = new PowerPoints();
        foreach (var part in parts)
            power.Add(part.Points ?? []);
        return new HistoryAnswer(asset.Id, "kW", span.ToWindow(), null, power.ToList(), null);
    }

    /// <summary>Asks shards at once; the first that refuses speaks for all.</summary>
    private Task<T[]> AskAllAsync<T>(
        IReadOnlyList<int> shards, Func<int, IShard, CancellationToken, Task<T>> question, TimeSpan patience,
        CancellationToken cancellation) =>
        Task.WhenAll(shards.Select(number => _links[number].AskAsync(
            (shard, giveUp) => question(number, shard, giveUp), patience, cancellation)));

    /// <summary>A sum without the twins of which a shard can have nothing.</summary>
    private ElementSum PartOf(Plant plant, ElementSum sum, int shard) => sum with
    {
        TwinIds = [.. sum.TwinIds.Where(id => plant.Find(id) is not { } asset || _map.ShardsOf(asset).Contains(shard))],
    };

    private int ShardOfOnlySensor(Plant plant, Asset asset)
    {
        var sensors = Paths.HistorySensorsOf(plant, asset).ToList();
        return sensors is [var only]
            ? _map.ShardOfSensor(only)
            : throw new HostFaultException(
                HostFault.Invalid,
                $"{asset.Id} has {sensors.Count} power sensors.",
                "one sensor for single samples.",
                "Ask with points=, or for a sensor.");
    }

    private HostFaultException NotYet(int shard, string id) => Refusals.Unavailable(
        $"{_links[shard].Name ?? "The engine"} does not have {id} yet.", "the plant in force.",
        "Ask again: another version of the plant is taking force.");

    /// <summary>The only shard needs no name.</summary>
    private static string? NameOf(ShardMap map, int shard) => shard >= map.Count ? $"site {map.Reported[shard - map.Count]}"
        : map.All.Count == 1 ? null
        : $"shard {shard}";

    private static TimeWindow Absolute(NamedSpan span) => new(Times.Of(span.FromTicks), Times.Of(span.ToTicks), null, null);

    private static bool Contains(Asset asset, string text) =>
        asset.Id.Contains(text, StringComparison.OrdinalIgnoreCase)
        || asset.Name.Contains(text, StringComparison.OrdinalIgnoreCase);

    private static TwinSummary Summary(Asset asset) => new(
        asset.Id, asset.Name, asset.Kind, asset.ParentId, (asset as MachineAsset)?.Type, (asset as SensorAsset)?.Unit);
}
