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

    /// <summary>
    /// Sends so many batches to each shard, each with so many samples of every sensor at 10 Hz; returns the samples in them when
    /// all are folded.
    /// </summary>
    public async Task<long> PlayAsync(int batches, int samplesPerSensor)
    {
        var samples = await Task.WhenAll(_parts.Select(part => PlayAsync(part, batches, samplesPerSensor)));
        return samples.Sum();
    }

    private async Task<long> PlayAsync(Part part, int batches, int samplesPerSensor)
    {
        await Task.Yield();
        var sent = 0L;
        for (var i = 0; i < batches; i++)
        {
            var batch = ++part.Batches;
            var samples = part.Next(samplesPerSensor);
            var taken = await part.Shard.TakeTelemetryAsync(Messages.ToMessage(new FeedBatch(feed, batch, batch, samples)));
            if (taken != batch)
                throw new InvalidOperationException($"A shard answered {taken} to batch {batch}.");
            sent += samples.Length;
        }

        // The views wait for what is before them in the partitions' queues.
        await part.Shard.ViewTwinsAsync(part.MachineIds, CancellationToken.None);
        return sent;
    }

    private sealed class Part(IShardGrain shard, int[] sensors, int[] keys, string[] machineIds)
    {
        private SensorSample[] _samples = [];
        private long _tenths;

        public IShardGrain Shard => shard;

        public string[] MachineIds => machineIds;

        public long Batches { get; set; }

        /// <summary>What comes next of every sensor; written over by the next call. A state is told every ten seconds.</summary>
        public ReadOnlyMemory<SensorSample> Next(int samplesPerSensor)
        {
            if (_samples.Length < keys.Length * samplesPerSensor)
                _samples = new SensorSample[keys.Length * samplesPerSensor];
            var count = 0;
            for (var i = 0; i < keys.Length; i++)
            {
                for (var tenth = _tenths; tenth < _tenths + samplesPerSensor; tenth++)
                {
                    var ticks = Start + (tenth * TimeSpan.TicksPerSecond / 10);
                    if (sensors[i] % LoadPlant.SensorsPerMachine != 0)
                        _samples[count++] = new SensorSample(keys[i], new Sample(ticks, ValueOf(sensors[i], tenth)));
                    else if (tenth % 100 == 0)
                        _samples[count++] = new SensorSample(keys[i], new Sample(ticks, "AUTO"));
                }
            }

            _tenths += samplesPerSensor;
            return _samples.AsMemory(0, count);
        }

        private static double ValueOf(int sensor, long n) => (sensor % LoadPlant.SensorsPerMachine) switch
        {
            1 => n / 10,
            2 => 5 + ((n + sensor) % 40 / 10.0),
            _ => 20 + ((n + sensor) % 300 / 10.0),
        };
    }
}
