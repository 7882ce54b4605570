using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Bench.Benchmarks.Folding;

/// <summary>
/// What the plant's sensors send, made on the way: states change every half minute, orders and products are told at first and
/// every few minutes again, the rest is sent at its rate with values out of a table.
/// </summary>
internal sealed class FoldFeed
{
    public static readonly long Start = new DateTime(2026, 3, 2, 6, 0, 0, DateTimeKind.Utc).Ticks;

    private readonly double[] _noise = new double[1024];

    public FoldFeed()
    {
        var random = new Random(17);
        for (var i = 0; i < _noise.Length; i++)
            _noise[i] = random.NextDouble();
    }

    /// <summary>Fills a sensor's samples from a moment on; returns how many there are.</summary>
    /// <param name="sensor">Number within its machine.</param>
    /// <param name="machine">Number within the plant: machines differ in phase.</param>
    /// <param name="step">How many steps have gone before.</param>
    /// <param name="periodTicks">Time from step to step.</param>
    /// <param name="into">One place per step.</param>
    public int Fill(int sensor, int machine, long step, long periodTicks, Span<Sample> into)
    {
        var count = 0;
        for (var i = 0; i < into.Length; i++)
        {
            var (phase, atTicks) = (machine + step + i, Start + ((step + i) * periodTicks));
            if (sensor > 2)
                into[count++] = new Sample(atTicks, NumberOf(sensor, phase * periodTicks / TimeSpan.TicksPerSecond, phase));
            else if (TextOf(sensor, step + i == 0 ? 0 : phase, TimeSpan.TicksPerSecond / periodTicks) is { } text)
                into[count++] = new Sample(atTicks, text);
        }

        return count;
    }

    private double NumberOf(int sensor, long second, long phase) =>
        sensor switch
        {
            3 => second / 12,
            4 => second / 300,
            _ => 20 + sensor + _noise[(phase + sensor) & 1023],
        };

    private static string? TextOf(int sensor, long phase, long stepsPerSecond) =>
        sensor switch
        {
            0 when phase % (23 * stepsPerSecond) == 0 =>
                (phase / (23 * stepsPerSecond) % 5) switch { 0 => "FAULT", 1 => "STOP", _ => "RUN" },
            1 when phase % (611 * stepsPerSecond) == 0 => "order-1",
            2 when phase % (593 * stepsPerSecond) == 0 => "bracket",
            _ => null,
        };
}
