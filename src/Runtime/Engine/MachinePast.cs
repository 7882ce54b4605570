using OrleansTwin.Store;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Reports;

namespace OrleansTwin.Runtime.Engine;

/// <summary>
/// A machine's past out of the store: rows of the ledger and samples of the history. Refolds go forward through the past, so a
/// read takes what may be asked for next along with it. The next refolds have another, and see the samples that have come since.
/// </summary>
internal sealed class MachinePast(MachineSlot slot, ITwinMemory store) : IMachinePast
{
    private readonly SignalPast[] _signals =
        [.. slot.Twin.Signals.Select(sensor => new SignalPast(sensor, slot.SensorKeys[sensor], store.History))];

    public async ValueTask<ReadOnlyMemory<byte>?> OpeningAsync(long bucketTicks, CancellationToken cancellation) =>
        (await store.Ledger.ReadRowAsync(new LedgerRowKey(slot.Key, ReportPart.Own, bucketTicks), cancellation))?.OpeningState;

    public async ValueTask<long?> LastBucketBeforeAsync(long bucketTicks, long sinceTicks, CancellationToken cancellation)
    {
        for (var to = bucketTicks; to > sinceTicks; to -= TimeSpan.TicksPerDay)
        {
            var from = Math.Max(sinceTicks, to - TimeSpan.TicksPerDay);
            var rows = await store.Ledger.ReadRowsAsync(slot.Key, ReportPart.Own, from, to, cancellation: cancellation);
            if (rows.Count > 0)
                return rows[^1].Report.BucketTicks;
        }

        return null;
    }

    public async ValueTask<long?> FirstBucketFromAsync(long bucketTicks, long untilTicks, CancellationToken cancellation) =>
        await store.Ledger.ReadRowsAsync(slot.Key, ReportPart.Own, bucketTicks, untilTicks, 1, cancellation) is [var row]
            ? row.Report.BucketTicks
            : null;

    public bool IsWhole(long bucketTicks) => Array.TrueForAll(
        _signals, signal => signal.IsWhole(bucketTicks, bucketTicks + Buckets.WidthTicks));

    public async ValueTask ReadAsync(long bucketTicks, SignalSamples into, CancellationToken cancellation)
    {
        foreach (var signal in _signals)
            await signal.ReadAsync(bucketTicks, bucketTicks + Buckets.WidthTicks, into, cancellation);
    }
}
