using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Bench.History;

/// <summary>
/// What sensors at 10 Hz send over a network: a value that wanders, noise of some steps of the sensor's resolution, source times
/// in milliseconds, of every other sensor with a jitter, and receive times some milliseconds later, a few of them long after.
/// </summary>
internal static class SimulatedSignals
{
    public static readonly long StartTicks = new DateTime(2026, 3, 2, 0, 0, 0, DateTimeKind.Utc).Ticks;

    public static IReadOnlyList<Signal> Make(int sensors, int samples) =>
    [
        .. Enumerable.Range(0, sensors)
            .Select(sensor => new Signal($"plant/line/machine/s{sensor}", Make(new Random(sensor), samples))),
    ];

    private static Sample[] Make(Random random, int count)
    {
        var samples = new Sample[count];
        var jitterMs = random.Next(2) * 4;
        var places = random.Next(0, 4);
        var noise = Math.Pow(10, -places) * random.Next(1, 8);
        var level = random.NextDouble() * 100;
        var held = 0L;
        for (var i = 0; i < count; i++)
        {
            level += (random.NextDouble() - 0.5) * noise;
            var value = Math.Round(level + (noise * Gaussian(random)), places);
            var source = StartTicks + ((i * 100L) + random.Next(0, jitterMs + 1)) * TimeSpan.TicksPerMillisecond;
            var delayMs = random.Next(1, 4) + (random.Next(40) == 0 ? random.Next(5, 60) : 0);
            held = Math.Max(held, source + (delayMs * TimeSpan.TicksPerMillisecond));
            samples[i] = new Sample(source, held, value, value, Quality.Good, null);
        }

        return samples;
    }

    private static double Gaussian(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(Math.Tau * random.NextDouble());
}
