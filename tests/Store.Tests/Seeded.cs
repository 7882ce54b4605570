using OrleansTwin.Store.Codecs;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Reports;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Tests;

/// <summary>Input made from a seed; a failing test names it.</summary>
internal sealed class Seeded(int seed)
{
    public static readonly long Start = new DateTime(2026, 3, 2, 5, 58, 0, DateTimeKind.Utc).Ticks;

    private static readonly double[] Oddities =
    [
        double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0, 0.0, double.Epsilon, double.MaxValue, 0.1, -273.15,
        1e17, BitConverter.Int64BitsToDouble(0x7FF8_0000_0000_1234),
    ];

    public Random Random { get; } = new(seed);

    public T Pick<T>(params ReadOnlySpan<T> from) => from[Random.Next(from.Length)];

    /// <summary>Samples of one sensor in any order, with repetitions; every run has its own character.</summary>
    public List<Sample> Samples(int count)
    {
        var decimals = Random.Next(-1, 5);
        var period = Pick(1_000_000L, 10_000_000L, 333_333L, 600_000_000L);
        var (isOdd, isCalibrated, isDelayed, isText) = (Chance(0.2), Chance(0.3), Chance(0.7), Chance(0.2));
        List<Sample> samples = [];
        var ticks = Start;
        for (var i = 0; i < count; i++)
        {
            ticks += Chance(0.8) ? period : Random.NextInt64(0, 3 * period);
            var raw = isOdd && Chance(0.3) ? Pick<double>(Oddities) : Value(decimals);
            var value = isCalibrated ? (raw * 1.0237) - 4.5 : raw;
            var receive = isDelayed ? ticks + Random.NextInt64(-10_000, 500_000) : ticks;
            var quality = Chance(0.02) ? Pick(Quality.Uncertain, Quality.Bad) : Quality.Good;
            var text = isText ? Pick("Execute", "Größe µ", "", null) : null;
            samples.Add(new Sample(ticks, receive, value, raw, quality, text));
            if (Chance(0.05))
                samples.Add(samples[Random.Next(samples.Count)] with { ReceiveTicks = receive + 1 });
        }

        return samples;
    }

    public List<Sample> Ordered(int count)
    {
        var samples = Samples(count);
        SampleOrder.SortDistinct(samples);
        return samples;
    }

    public ElementVector Vector()
    {
        var vector = default(ElementVector);
        for (var i = Random.Next(1, 12); i > 0; i--)
        {
            var large = Random.NextInt64(long.MinValue / 4, long.MaxValue / 4);
            vector[Random.Next(ElementVector.Length)] = Chance(0.5) ? large : large % 1000;
        }

        return vector;
    }

    public LedgerRow Row(int twinKey, long bucketTicks, long version, ReportPart part = ReportPart.Own)
    {
        Dictionary<SliceKey, ElementVector> slices = [];
        for (var i = Random.Next(0, 4); i > 0; i--)
        {
            var back = Chance(0.7) ? 0 : Random.Next(0, (int)(ILedger.LookBackTicks / Buckets.WidthTicks) + 1);
            var sliceTicks = bucketTicks - (back * Buckets.WidthTicks);
            slices[new SliceKey(sliceTicks, Pick("bolt", "nut", null), Pick("A-1", "A-2", null))] = Vector();
        }

        var report = new BucketReport("acme/press", part, bucketTicks, version, Chance(0.5),
            [.. slices.Select(slice => new ElementSlice(slice.Key, slice.Value))], Events(bucketTicks));
        var opening = new byte[Random.Next(0, 200)];
        Random.NextBytes(opening);
        return new LedgerRow(twinKey, report, opening);
    }

    public bool Chance(double probability) => Random.NextDouble() < probability;

    private MachineEvent[] Events(long bucketTicks) =>
    [
        .. Enumerable.Range(0, Random.Next(0, 4)).Select(i => new MachineEvent(
            bucketTicks + (i * TimeSpan.TicksPerSecond), Pick(MachineEventKind.Segment, MachineEventKind.Produced),
            new MachineState(Pick(PackMlState.Execute, PackMlState.Held), StateReason.Setup, Pick("run", null)),
            Pick(TimeClass.Producing, TimeClass.Breakdown), Pick("bolt", null), Pick("A-1", null),
            Random.NextInt64(0, 5), Random.NextInt64(0, 2))),
    ];

    private double Value(int decimals) =>
        decimals < 0 ? (Random.NextDouble() - 0.5) * 1e6 : Math.Round((Random.NextDouble() - 0.5) * 1e4, decimals);
}
