using OrleansTwin.Runtime.Answers;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Runtime.Shards;

/// <summary>Samples out of the shards that keep them, a page at a time.</summary>
internal sealed class ShardSamples(ShardMap map, IReadOnlyList<ShardLink> links) : ISampleSource
{
    public Task DemandWholeAsync(Plant plant, Asset asset, long fromTicks, long toTicks, CancellationToken cancellation)
    {
        var demand = new SamplesDemand(asset.Id, fromTicks, toTicks);
        return Task.WhenAll(map.ShardsBelow(asset).Select(number => links[number].AskAsync(
            async (shard, giveUp) =>
            {
                await shard.DemandSamplesAsync(demand, giveUp);
                return true;
            },
            Patience.Reading, cancellation)));
    }

    public async Task<Sample[]> ReadAsync(
        string sensorId, long fromTicks, long toTicks, int limit, CancellationToken cancellation)
    {
        var query = new SampleQuery(sensorId, fromTicks, toTicks, limit);
        var page = await links[map.ShardOfSensor(sensorId)].AskAsync(
            (shard, giveUp) => shard.GetSamplesAsync(query, giveUp), Patience.Reading, cancellation);
        return page.Samples;
    }
}
