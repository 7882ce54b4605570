using OrleansTwin.Store;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Reports;

namespace OrleansTwin.Edge.Runtime;

/// <summary>A machine's past out of the store: rows of the ledger and samples of the history.</summary>
internal sealed class MachinePast(MachineSlot slot, ITwinStore store) : IMachinePast
{
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

    public async ValueTask<List<SignalSample>> SamplesAsync(long bucketTicks, CancellationToken cancellation)
    {
        var samples = new List<SignalSample>();
        foreach (var sensor in slot.Twin.Signals)
        {
            var read = await store.History.ReadAsync(
                slot.SensorKeys[sensor], bucketTicks, bucketTicks + Buckets.WidthTicks, cancellation: cancellation);
            foreach (var sample in read)
                samples.Add(new SignalSample(sensor, sample));
        }

        return samples;
    }
}
