using System.Globalization;
using OrleansTwin.PlantFiles;
using OrleansTwin.Runtime.Maintenance;
using OrleansTwin.Store;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Maintenance.Orders;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Reports;

namespace OrleansTwin.Bench.Lives;

/// <summary>
/// Two thousand presses in lines of forty, each with a belt that was changed five times and a sensor that shows its wear.
/// </summary>
internal static class LifePlant
{
    public const int Machines = 2_000;
    public const int RenewalsPerMachine = 5;

    private const int MachinesPerLine = 40;
    private const int RowsPerCheckpoint = 10_000;
    private const double HoursBetween = 400;

    private static readonly WorkOrderState[] Steps =
        [WorkOrderState.Draft, WorkOrderState.Approved, WorkOrderState.InProgress, WorkOrderState.Done, WorkOrderState.Verified];

    /// <summary>When it is looked at.</summary>
    public static long NowTicks { get; } = new DateTime(2026, 3, 2, 9, 0, 0, DateTimeKind.Utc).Ticks;

    public static IEnumerable<string> MachineIds => Enumerable.Range(0, Machines).Select(IdOf);

    public static string Text { get; } = string.Join('\n',
    [
        "plantFile: 1",
        "machineTypes:",
        "  press:",
        "    states: alwaysProducing",
        "    sensors:",
        "      wear:",
        "        unit: mm/s",
        "        wear: {form: exponential, limit: 7.1, offset: 0.8, start: 0.4, startLogDeviation: 0.5, rate: 0.004,",
        "               rateDeviation: 0.002, logNoise: 0.1, every: 15m}",
        "    maintenance: {belt: {name: Change belt, duration: 30m}}",
        "area:",
        "  a:",
        "    lines:",
        .. Enumerable.Range(0, Machines / MachinesPerLine).SelectMany(line => (string[])
        [
            $"      l{line}:",
            "        machines:",
            .. Enumerable.Range(0, MachinesPerLine).Select(machine => $"          p{machine}: {{type: press}}"),
        ]),
    ]) + "\n";

    public static Plant Parse() => PlantFile.Parse(Text, "lives.yaml") is { Plant: { } plant } ? plant
        : throw new InvalidOperationException(string.Join("; ", PlantFile.Parse(Text, "lives.yaml").Errors));

    /// <summary>What the plant has done and renewed before it is looked at.</summary>
    public static async Task FillAsync(ITwinStore store, int seed, CancellationToken cancellation)
    {
        var (random, keys) = (new Random(seed), await store.Names.GetOrAddAsync([.. MachineIds], cancellation));
        var (rows, orders) = (new List<LedgerRow>(), new List<WorkOrderRow>());
        for (var machine = 0; machine < Machines; machine++)
        {
            for (var life = 0; life <= RenewalsPerMachine; life++)
            {
                var begin = NowTicks - (long)((RenewalsPerMachine + 1 - life) * HoursBetween * TimeSpan.TicksPerHour);
                if (life > 0)
                    orders.Add(Order(machine, keys[machine], life, begin, random.Next(2) == 0));
                rows.Add(Ran(machine, keys[machine], begin + TimeSpan.TicksPerHour, 100 + (250 * random.NextDouble())));
            }
        }

        foreach (var some in rows.Chunk(RowsPerCheckpoint))
            await store.CheckpointAsync(new Checkpoint(store.Journal.CheckpointCursor, [], [.. some], []), cancellation);
        foreach (var some in orders.Chunk(256))
        {
            await Task.WhenAll(some.Select(order => store.WorkOrders.TryAddAsync(
                order, null, new WorkOrderAudit("bench", "work order", null), cancellation).AsTask()));
        }
    }

    private static string IdOf(int machine) =>
        string.Create(CultureInfo.InvariantCulture, $"a/l{machine / MachinesPerLine}/p{machine % MachinesPerLine}");

    private static WorkOrderRow Order(int machine, int key, int life, long atTicks, bool wasFault)
    {
        var order = new WorkOrder
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"wo-{machine}-{life}"), MachineId = IdOf(machine),
            Cause = WorkOrderCause.Request, Evidence = ["it squeaks"],
            Scope = new WorkScope("belt", "Change belt", 30 * TimeSpan.TicksPerMinute, [], [], 0),
            Finding = new WorkFinding(wasFault, "", ""),
            Steps = [.. Steps.Select((state, at) => new WorkStep(atTicks + (at * TimeSpan.TicksPerMinute), state, "eva", ""))],
        };
        return new WorkOrderRow(
            order.Id, key, (int)order.Cause, order.Steps.Count, order.IsOpen, order.ChangedTicks, WorkOrderJson.Write(order));
    }

    private static LedgerRow Ran(int machine, int key, long atTicks, double hours)
    {
        var elements = default(ElementVector);
        elements[Element.ActualProductionTime] = elements[Element.PlannedBusyTime] = TimeSpan.FromHours(hours).Ticks;
        var minute = Buckets.StartOf(atTicks);
        var slice = new ElementSlice(new SliceKey(minute, null, null), elements);
        return new LedgerRow(key, new BucketReport(IdOf(machine), ReportPart.Own, minute, 1, true, [slice], []), default);
    }
}
