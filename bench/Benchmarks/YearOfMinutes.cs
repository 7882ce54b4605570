using OrleansTwin.Store;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Reports;

namespace OrleansTwin.Bench.Benchmarks;

/// <summary>
/// A year of ledger rows as an area with one line of two machines writes them: a row a minute and twin, three products and an
/// order for every shift of eight hours.
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
    private static readonly string[] Products = ["bolt", "nut", "washer"];
    private static readonly string[] Twins = ["a/l/press", "a/l/mill", "a/l", "a"];

    public static DateTimeOffset Start { get; } = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static DateTimeOffset End => Start.AddDays(Days);

    public static string Product(Random random) => Products[random.Next(Products.Length)];

    public static string Order(Random random) => $"order-{random.Next(Days * MinutesPerDay / ShiftMinutes)}";

    /// <summary>A twin of every level.</summary>
    public static IReadOnlyList<string> Levels { get; } = ["a", "a/l", "a/l/press"];

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
        var shift = minute / ShiftMinutes;
        var slice = new ElementSlice(new SliceKey(bucket, Products[shift % Products.Length], $"order-{shift}"), Elements(minute));
        return new LedgerRow(key, new BucketReport(id, ReportPart.Own, bucket, 1, true, [slice], []), default);
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
