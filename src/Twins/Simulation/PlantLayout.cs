using OrleansTwin.Twins.Model;

namespace OrleansTwin.Twins.Simulation;

/// <summary>Puts the stations of a plant together: who feeds whom, which orders enter where, whose calendar counts.</summary>
internal static class PlantLayout
{
    /// <summary>The machine's own calendar, or that of the nearest ancestor that names one.</summary>
    public static ShiftCalendar? CalendarOf(Plant plant, Asset? asset)
    {
        while (asset is not null && asset.Calendar is null)
            asset = asset.ParentId is { } parent ? plant.Find(parent) : null;
        return asset?.Calendar;
    }

    /// <summary>Makes buffers, feeds and first contexts; returns the buffers by flow edge.</summary>
    public static Dictionary<FlowEdge, FlowBuffer> Connect(Plant plant, Station[] stations, long startTicks)
    {
        var buffers = ConnectFlow(plant, stations, startTicks);
        var feeds = new OrderFeed?[stations.Length];
        foreach (var station in stations)
        {
            if (feeds[station.Index] is null)
                GiveFeed(plant, station, feeds);
        }
        foreach (var station in stations)
            SetUp(station, feeds[station.Index]!, startTicks);
        foreach (var (edge, buffer) in buffers)
        {
            for (var piece = 0; piece < Math.Min(edge.InitialLevel, edge.Capacity); piece++)
                buffer.Put(feeds[buffer.From.Index]!.Current, startTicks);
        }
        return buffers;
    }

    private static Dictionary<FlowEdge, FlowBuffer> ConnectFlow(Plant plant, Station[] stations, long startTicks)
    {
        var byId = stations.ToDictionary(station => station.Asset.Id, StringComparer.Ordinal);
        var buffers = new Dictionary<FlowEdge, FlowBuffer>();
        foreach (var edge in plant.Assets.OfType<CompositeAsset>().SelectMany(composite => composite.Flow))
        {
            var (from, to) = (Known(byId, edge.FromId), Known(byId, edge.ToId));
            var buffer = new FlowBuffer(from, to, edge.Capacity, startTicks);
            buffers.Add(edge, buffer);
            from.Outputs.Add(buffer);
            to.Inputs.Add(buffer);
        }
        return buffers;
    }

    private static Station Known(Dictionary<string, Station> byId, string id) =>
        byId.TryGetValue(id, out var station)
            ? station
            : throw new InvalidOperationException(
                $"The flow names '{id}', which is no machine of the plant; name machines by their path.");

    /// <summary>One feed for everything that the flow connects with this station.</summary>
    private static void GiveFeed(Plant plant, Station first, OrderFeed?[] feeds)
    {
        var orders = OrdersOf(plant, first.Asset, out var ownerId);
        var product = first.Asset.Context.DefaultProduct ?? (plant.Products.Count > 0 ? plant.Products[0].Id : null);
        var feed = new OrderFeed(ownerId[(ownerId.LastIndexOf('/') + 1)..], orders, product);
        var open = new Stack<Station>([first]);
        while (open.TryPop(out var station))
        {
            if (feeds[station.Index] is not null)
                continue;
            feeds[station.Index] = feed;
            foreach (var output in station.Outputs)
                open.Push(output.To);
            foreach (var input in station.Inputs)
                open.Push(input.From);
        }
    }

    private static IReadOnlyList<SimulatedOrder> OrdersOf(Plant plant, Asset asset, out string ownerId)
    {
        for (var id = asset.ParentId; id is not null; id = plant.Find(id)?.ParentId)
        {
            if (plant.SimulatedOrders.TryGetValue(id, out var orders))
            {
                ownerId = id;
                return orders;
            }
        }
        ownerId = asset.Id;
        return [];
    }

    private static void SetUp(Station station, OrderFeed feed, long startTicks)
    {
        var isConnected = station.Inputs.Count + station.Outputs.Count > 0;
        var unknown = feed.Products.Where(product => station.IdealCycleTicks(product) is null).ToList();
        if (unknown.Count > 0 && (isConnected || unknown.Count < feed.Products.Count()))
            throw StationProfile.NoCycleTime(station.Asset.Id, unknown[0]);
        var makesPieces = unknown.Count == 0;
        if (makesPieces && station.Inputs.Count == 0)
            station.Feed = feed;
        station.SetUp(makesPieces ? feed.Current : new Job(0, null, null), makesPieces, startTicks);
    }
}
