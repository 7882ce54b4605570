using OrleansTwin.Store;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Runtime.Answers;

/// <summary>Reads a page of a sensor's history, as <see cref="IFoldHistory.ReadAsync"/> does.</summary>
internal delegate ValueTask<Sample[]> ReadHistory(
    int sensorKey, long fromTicks, long toTicks, int limit, CancellationToken cancellation);

/// <summary>See <see cref="IDamageReport.LostSamples"/>.</summary>
internal delegate IReadOnlyList<Damage> FindLostSamples(IReadOnlySet<int> sensorKeys, long fromTicks, long toTicks);

/// <summary>Samples of one store, whether it is open or only looked at.</summary>
internal sealed class StoredSamples(INameTable names, ReadHistory read, FindLostSamples findLost) : ISampleSource
{
    public Task DemandWholeAsync(Plant plant, Asset asset, long fromTicks, long toTicks, CancellationToken cancellation)
    {
        var sensors = asset is SensorAsset
            ? [asset.Id]
            : Paths.MachinesBelow(plant, asset).SelectMany(machine => machine.Sensors).Select(sensor => sensor.Id);
        DemandWhole(sensors.Select(KeyOf).ToHashSet(), fromTicks, toTicks);
        return Task.CompletedTask;
    }

    public async Task<Sample[]> ReadAsync(
        string sensorId, long fromTicks, long toTicks, int limit, CancellationToken cancellation)
    {
        if (KeyOf(sensorId) is not (>= 0 and var key))
            return [];
        var page = await read(key, fromTicks, toTicks, limit, cancellation);
        DemandWhole(new HashSet<int> { key }, fromTicks, toTicks);
        return page;
    }

    private int KeyOf(string id) => names.TryGetKey(id, out var key) ? key : -1;

    private void DemandWhole(IReadOnlySet<int> keys, long fromTicks, long toTicks)
    {
        var lost = findLost(keys, fromTicks, toTicks);
        if (lost.Count > 0)
            throw new StoreCorruptedException($"Damaged stretches in the window: {lost.Count}. The newest: {lost[0].Detail}");
    }
}
