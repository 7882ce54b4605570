using OrleansTwin.Runtime.Shards;

namespace OrleansTwin.Bench.Scale;

/// <summary>A line and how many sensors its machines have.</summary>
internal sealed record FleetLine(string Path, int Sensors);

/// <summary>
/// Plants of a company as they are: few large ones, many small ones (log-normal), each with lines of unlike length, of machines
/// with 25 sensors. The same seed draws the same fleet.
/// </summary>
internal static class Fleet
{
    public const int SensorsPerMachine = 25;
    private const double PlantSpread = 0.9;
    private const double LineSpread = 0.6;
    private const double MachinesPerLineMedian = 12;

    public static IReadOnlyList<FleetLine> Draw(int plants, int sensorsPerPlant, int seed)
    {
        var random = new Random(seed);
        double[] weights = [.. Enumerable.Range(0, plants).Select(_ => Math.Exp(PlantSpread * Normal(random)))];
        var machines = (double)plants * sensorsPerPlant / SensorsPerMachine / weights.Sum();
        var lines = new List<FleetLine>();
        for (var plant = 0; plant < plants; plant++)
        {
            var left = Math.Max(1, (int)Math.Round(weights[plant] * machines));
            for (var line = 1; left > 0; line++)
            {
                var some = Math.Min(left, 1 + (int)(MachinesPerLineMedian * Math.Exp(LineSpread * Normal(random))));
                lines.Add(new FleetLine($"acme/plant-{plant:d4}/line-{line}", some * SensorsPerMachine));
                left -= some;
            }
        }

        return lines;
    }

    /// <summary>Box and Muller.</summary>
    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}

/// <summary>Where a fleet's sensors are: lines in shards by the grid's own hash, shards on silos by its own seats.</summary>
internal sealed class Placement
{
    private readonly string[] _silos;
    private readonly string[] _seats;

    public Placement(IReadOnlyList<FleetLine> lines, int shards, int silos)
        : this(SensorsOf(lines, shards), [.. Enumerable.Range(1, silos).Select(silo => $"10.0.{silo / 250}.{silo % 250}:11111")])
    {
    }

    private Placement(long[] sensorsOfShards, string[] silos)
    {
        SensorsOfShards = sensorsOfShards;
        _silos = silos;
        _seats = [.. sensorsOfShards.Select((_, shard) => Rendezvous.Choose(shard, silos, silo => silo))];
        SensorsOfSilos = silos.ToDictionary(silo => silo, _ => 0L);
        for (var shard = 0; shard < sensorsOfShards.Length; shard++)
            SensorsOfSilos[_seats[shard]] += sensorsOfShards[shard];
    }

    public long[] SensorsOfShards { get; }

    public Dictionary<string, long> SensorsOfSilos { get; }

    public long WorstSilo => SensorsOfSilos.Values.Max();

    public string SeatOf(int shard) => _seats[shard];

    public Placement Without(string silo) => new(SensorsOfShards, [.. _silos.Where(other => other != silo)]);

    public int MovedTo(Placement after) => _seats.Where((seat, shard) => seat != after.SeatOf(shard)).Count();

    private static long[] SensorsOf(IReadOnlyList<FleetLine> lines, int shards)
    {
        var (map, sensors) = (new ShardMap(shards), new long[shards]);
        foreach (var line in lines)
            sensors[map.ShardOf(line.Path)] += line.Sensors;
        return sensors;
    }
}
