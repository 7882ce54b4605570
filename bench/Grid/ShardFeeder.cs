using OrleansTwin.Bench.Load;
using OrleansTwin.Grains;
using OrleansTwin.Grains.Interfaces;
using OrleansTwin.Runtime.Feeds;
using OrleansTwin.Runtime.Shards;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Bench.Grid;

/// <summary>Feeds shards as a feed's lanes do: one call under way to each, all side by side.</summary>
internal sealed class ShardFeeder(IGrainFactory grains, ShardMap map, LoadPlant plant, string feed)
{
    private static readonly long Start = new DateTime(2026, 3, 2, 6, 0, 0, DateTimeKind.Utc).Ticks;

    private readonly List<Part> _parts = [];
    private long _batches;

    /// <summary>Wakes the shards and learns their keys.</summary>
    public async Task PrepareAsync()
    {
        foreach (var part in Enumerable.Range(0, plant.Sensors).GroupBy(sensor => map.ShardOfSensor(plant.Topic(sensor))))
        {
            var shard = grains.GetGrain<IShardGrain>(part.Key);
            await shard.StayAwakeAsync(plantVersion: 1);
            int[] sensors = [.. part];
            var machines = sensors.Select(sensor => plant.Topic(sensor)).Select(id => id[..id.LastIndexOf('/')]).Distinct();
            var keys = await shard.KeysOfSensorsAsync([.. sensors.Select(plant.Topic)]);
            _parts.Add(new Part(shard, sensors, keys, [.. machines]));
        }
    }

    /// <summary>Sends so many batches to each shard; returns the samples in them when all are folded.</summary>
    public async Task<long> PlayAsync(int batches, int samplesPerSensor)
    {
        var from = _batches;
        _batches += batches;
        var samples = await Task.WhenAll(_parts.Select(part => PlayAsync(part, from, batches, samplesPerSensor)));
        return samples.Sum();
    }

    private async Task<long> PlayAsync(Part part, long from, int batches, int samplesPerSensor)
    {
        await Task.Yield();
        var sent = 0L;
        for (var batch = from + 1; batch <= from + batches; batch++)
        {
            var samples = Samples(part, batch, samplesPerSensor);
            var taken = await part.Shard.TakeTelemetryAsync(Messages.ToMessage(new FeedBatch(feed, batch, batch, samples)));
            if (taken != batch)
                throw new InvalidOperationException($"A shard answered {taken} to batch {batch}.");
            sent += samples.Length;
        }

        // The views wait for what is before them in the partitions' queues.
        await part.Shard.ViewTwinsAsync(part.MachineIds, CancellationToken.None);
        return sent;
    }

    /// <summary>A second's worth; a state is told every ten.</summary>
    private static SensorSample[] Samples(Part part, long second, int samplesPerSensor)
    {
        var samples = new List<SensorSample>(part.Keys.Length * samplesPerSensor);
        for (var i = 0; i < part.Keys.Length; i++)
        {
            var isState = part.Sensors[i] % LoadPlant.SensorsPerMachine == 0;
            for (var at = 0; at < samplesPerSensor; at++)
            {
                var n = (second * samplesPerSensor) + at;
                var ticks = Start + (second * TimeSpan.TicksPerSecond) + (at * TimeSpan.TicksPerSecond / samplesPerSensor);
                if (!isState)
                    samples.Add(new SensorSample(part.Keys[i], new Sample(ticks, ValueOf(part.Sensors[i], n))));
                else if (second % 10 == 1 && at == 0)
                    samples.Add(new SensorSample(part.Keys[i], new Sample(ticks, "AUTO")));
            }
        }

        return [.. samples];
    }

    private static double ValueOf(int sensor, long n) => (sensor % LoadPlant.SensorsPerMachine) switch
    {
        1 => n / 10,
        2 => 5 + ((n + sensor) % 40 / 10.0),
        _ => 20 + ((n + sensor) % 300 / 10.0),
    };

    private sealed record Part(IShardGrain Shard, int[] Sensors, int[] Keys, string[] MachineIds);
}
