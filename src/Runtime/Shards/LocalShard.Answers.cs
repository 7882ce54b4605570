using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Runtime.Engine;
using OrleansTwin.Store;
using OrleansTwin.Twins.Model;
using HistoryPoint = OrleansTwin.Api.Hosting.HistoryPoint;

namespace OrleansTwin.Runtime.Shards;

/// <content>Sums, timelines, histories and alarms.</content>
internal sealed partial class LocalShard
{
    public Task<KpiPart> GetKpiPartAsync(KpiPartQuery query, CancellationToken cancellation) => AskAsync(
        async (runtime, giveUp) => new KpiPart(
            await SettledUntilAsync(runtime, query.TwinId, giveUp), await _elements.SumAsync(query.Sums, giveUp)),
        Patience.Answer, cancellation);

    public Task<TimelineAnswer?> GetTimelineAsync(TimelineQuery query, CancellationToken cancellation) =>
        AskAsync((runtime, giveUp) => TimelineAsync(runtime, query, giveUp), Patience.Answer, cancellation);

    public Task<HistoryAnswer?> GetHistoryAsync(HistoryQuery query, CancellationToken cancellation) =>
        AskAsync((runtime, giveUp) => HistoryAsync(runtime.Plant, query, giveUp), Patience.Reading, cancellation);

    public Task<SamplePage> GetSamplesAsync(SampleQuery query, CancellationToken cancellation) => AskAsync(
        async (_, giveUp) => new SamplePage(await OfSamplesAsync(
            samples => samples.ReadAsync(query.SensorId, query.FromTicks, query.ToTicks, query.Limit, giveUp))),
        Patience.Reading, cancellation);

    public Task DemandSamplesAsync(SamplesDemand demand, CancellationToken cancellation) => AskAsync(
        (runtime, giveUp) => OfSamplesAsync(async samples =>
        {
            if (runtime.Plant.Find(demand.TwinId) is { } asset)
                await samples.DemandWholeAsync(runtime.Plant, asset, demand.FromTicks, demand.ToTicks, giveUp);
            return true;
        }),
        Patience.Reading, cancellation);

    private async Task<TimelineAnswer?> TimelineAsync(
        PlantRuntime runtime, TimelineQuery query, CancellationToken cancellation)
    {
        if (runtime.Plant.Find(query.TwinId) is not MachineAsset asset || !engine.Store.Names.TryGetKey(asset.Id, out var key))
            return null;
        var settled = await SettledUntilAsync(runtime, asset.Id, cancellation);
        return await StoredTimelines.ReadAsync(engine.Store.Ledger, key, asset, query, settled, NowTicks, cancellation);
    }

    private async Task<HistoryAnswer?> HistoryAsync(Plant plant, HistoryQuery query, CancellationToken cancellation)
    {
        if (plant.Find(query.TwinId) is not { } asset)
            return null;
        var sensors = Paths.HistorySensorsOf(plant, asset).Select(KeyOf).ToList();
        var span = ShiftWindows.Resolve(query.Window, asset, NowTicks);
        var answer = new HistoryAnswer(asset.Id, (asset as SensorAsset)?.Unit ?? "kW", span.ToWindow(), null, null, null);
        if (query.Points is { } points)
            return answer with { Points = await PointsAsync(asset, sensors, span, points, cancellation) };
        var samples = await engine.Store.History.ReadAsync(sensors[0], span.FromTicks, span.ToTicks, query.Limit, cancellation);
        return answer with
        {
            Samples =
            [
                .. samples.Select(item => new HistorySample(
                    Times.Of(item.SourceTicks), item.Text is null ? item.Value : null, item.Text, item.Quality)),
            ],
            ContinueFrom = samples.Length >= query.Limit ? Times.Of(samples[^1].SourceTicks + 1) : null,
        };
    }

    private async Task<List<HistoryPoint>> PointsAsync(
        Asset asset, List<int> sensors, NamedSpan span, int points, CancellationToken cancellation)
    {
        var power = new PowerPoints();
        foreach (var sensor in sensors)
        {
            var read = await engine.Store.History.ReadPointsAsync(
                sensor, span.FromTicks, span.ToTicks, points, cancellation);
            var told = read.Select(
                point => new HistoryPoint(Times.Of(point.FromTicks), point.Min, point.Max, point.Mean, point.Count));
            if (asset is SensorAsset)
                return [.. told];
            power.Add(told);
        }

        return power.ToList();
    }

    /// <summary>Up to where all machines at or below a twin are settled; 0: none is, or knows anything yet.</summary>
    private static async Task<long> SettledUntilAsync(PlantRuntime runtime, string twinId, CancellationToken cancellation)
    {
        var settled = long.MaxValue;
        foreach (var line in runtime.Lines.Where(line => line.HasMachineBelow(twinId)))
        {
            var least = await line.Mailbox.AskAsync(
                () => line.Machines
                    .Where(machine => machine.Twin.WatermarkTicks > 0 && Paths.IsAtOrBelow(machine.Twin.Id, twinId))
                    .Select(machine => machine.Twin.WatermarkTicks)
                    .DefaultIfEmpty(long.MaxValue).Min(),
                cancellation);
            settled = Math.Min(settled, least);
        }

        return settled == long.MaxValue ? 0 : settled;
    }

    /// <summary>All twins of a plant have a key before its runtime is made.</summary>
    private int KeyOf(string id) => engine.Store.Names.TryGetKey(id, out var key)
        ? key
        : throw new InvalidOperationException($"Twin {id} has no key; expected all of the plant in force to have one.");

    private async Task<T> OfSamplesAsync<T>(Func<StoredSamples, Task<T>> work)
    {
        try
        {
            var store = engine.Store;
            return await work(new StoredSamples(store.Names, store.History.ReadAsync, store.Damage.LostSamples));
        }
        catch (StoreCorruptedException damaged)
        {
            throw new HostFaultException(
                HostFault.Conflict, damaged.Message, "samples that are whole, or damage that somebody has accepted.",
                "GET /api/v1/damage lists it. Ask for a window beside it; restore a backup; or accept the loss with POST "
                + "/api/v1/damage/accept: then files go without it.");
        }
    }
}
