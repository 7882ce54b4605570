using OrleansTwin.Store;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Reports;

namespace OrleansTwin.Bench.Benchmarks;

/// <summary>
/// A year of ledger rows as an area with one line of two machines writes them: a row a minute and twin. The press makes three
/// products, an order a shift of eight hours; the mill is a job shop with a job every half hour, of thirty products. Line and
/// area have the slices of both.
/// </summary>
internal static class YearOfMinutes
{
    public const string PlantText =
        """
        plantFile: 1
        area:
          a:
            lines:
              l:
                machines:
                  press: {states: alwaysProducing, sensors: {power: {unit: kW}}}
                  mill: {states: alwaysProducing, sensors: {power: {unit: kW}}}
        """;

    private const int Days = 365;
    private const int MinutesPerDay = 1440;
    private const int ShiftMinutes = 480;
    private const int JobMinutes = 30;
    private const int JobProducts = 30;

    /// <summary>What a machine's opening state and its events take together in a store of the demo plant.</summary>
    private static readonly byte[] OpeningState = new byte[240];
    private static readonly string[] Products = ["bolt", "nut", "washer"];
    private static readonly string[] Twins = ["a/l/press", "a/l/mill", "a/l", "a"];

    public static DateTimeOffset Start { get; } = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static DateTimeOffset End => Start.AddDays(Days);

    /// <summary>Every twin: of each level, with few contexts and with many.</summary>
    public static IReadOnlyList<string> Levels { get; } = ["a", "a/l", "a/l/press", "a/l/mill"];

    /// <summary>A product that the twin made in some minute.</summary>
    public static string Product(Random random, string twin) => Contexts(twin, random.Next(Days * MinutesPerDay))[^1].Product;

    /// <summary>An order that the twin had in some minute.</summary>
    public static string Order(Random random, string twin) => Contexts(twin, random.Next(Days * MinutesPerDay))[^1].Order;

    public const int Rows = 4 * Days * MinutesPerDay;

    public static async Task WriteAsync(ITwinStore store, CancellationToken cancellation)
    {
        var keys = await store.Names.GetOrAddAsync(Twins, cancellation);
        for (var day = 0; day < Days; day++)
        {
            var rows = new List<LedgerRow>(MinutesPerDay * Twins.Length);
            for (var minute = day * MinutesPerDay; minute < (day + 1) * MinutesPerDay; minute++)
            {
                for (var twin = 0; twin < Twins.Length; twin++)
                    rows.Add(Row(keys[twin], Twins[twin], minute));
            }

            await store.CheckpointAsync(new Checkpoint(0, [], rows), cancellation);
        }
    }

    private static LedgerRow Row(int key, string id, int minute)
    {
        var bucket = Start.UtcTicks + (minute * Buckets.WidthTicks);
        var elements = Elements(minute);
        ElementSlice[] slices =
        [
            .. Contexts(id, minute).Select(made => new ElementSlice(new SliceKey(bucket, made.Product, made.Order), elements)),
        ];
        return new LedgerRow(key, new BucketReport(id, ReportPart.Own, bucket, 1, true, slices, []), OpeningState);
    }

    private static (string Product, string Order)[] Contexts(string twin, int minute)
    {
        var (shift, job) = (minute / ShiftMinutes, minute / JobMinutes);
        var ofPress = (Products[shift % Products.Length], $"order-{shift}");
        var ofMill = ($"part-{job % JobProducts}", $"job-{job}");
        return twin switch
        {
            "a/l/press" => [ofPress],
            "a/l/mill" => [ofMill],
            _ => [ofPress, ofMill],
        };
    }

    private static ElementVector Elements(int minute)
    {
        var elements = default(ElementVector);
        var idle = minute % 7 * TimeSpan.TicksPerSecond;
        elements[Element.PlannedBusyTime] = Buckets.WidthTicks;
        elements[Element.PlannedOperationTime] = Buckets.WidthTicks;
        elements[Element.CalendarTime] = Buckets.WidthTicks;
        elements[Element.WaitingTime] = idle;
        elements[Element.IdealTimeOfProduced] = (12 - (minute % 7)) * 4 * TimeSpan.TicksPerSecond;
        elements[Element.ActualProductionTime] = Buckets.WidthTicks - idle;
        elements[Element.ProducedQuantity] = 12 - (minute % 7);
        elements[Element.GoodQuantity] = 11 - (minute % 7);
        elements[Element.ScrapQuantity] = 1;
        return elements;
    }
}
