using OrleansTwin.Store;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Health.Live;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Reports;

namespace OrleansTwin.Runtime.Lives.Trained;

/// <summary>
/// The minutes of a machine's cycles: production and pieces from the ledger, means of its sensors from the history.
/// </summary>
internal sealed class CycleSource(ITwinStore store)
{
    private const int HoldMinutes = (int)(HealthSignals.HoldTicks / Buckets.WidthTicks);

    /// <summary>How much of a cycle there is in [from, to).</summary>
    public async ValueTask<long> AmountAsync(
        int machineKey, LifeModelUse use, long fromTicks, long toTicks, CancellationToken cancellation) =>
        AmountOf(await store.Ledger.SumAsync(new ElementQuery(machineKey, fromTicks, toTicks), cancellation), use);

    /// <summary>Takes the minutes from the cursor on into the cycles; at most a day.</summary>
    public async ValueTask TakeAsync(LifeMachine machine, TrainedTrack track, long toTicks, CancellationToken cancellation)
    {
        var (cycles, from) = (track.Cycles!, track.Cycles!.CursorTicks);
        var rows = await store.Ledger.ReadRowsAsync(machine.Key, ReportPart.Own, from, toTicks, cancellation: cancellation);
        var minutes = rows.Select(row => (row.Report.BucketTicks, Sum: SumOf(row))).Where(minute =>
            minute.Sum[Element.ActualProductionTime] > 0 || minute.Sum[Element.ProducedQuantity] > 0).ToList();
        var means = minutes.Count == 0 ? [] : await MeansAsync(machine, track, from, toTicks, cancellation);
        var row = new double[means.Length];
        foreach (var (minute, sum) in minutes)
        {
            var at = (int)((minute - from) / Buckets.WidthTicks);
            for (var column = 0; column < row.Length; column++)
                row[column] = means[column][at];
            var run = sum[Element.ActualProductionTime];
            cycles.Push(minute, AmountOf(sum, track.Use), run, run >= Buckets.WidthTicks ? row : []);
        }

        cycles.SkipTo(toTicks);
    }

    private static long AmountOf(in ElementVector sum, LifeModelUse use) =>
        sum[use.CycleTicks > 0 ? Element.ActualProductionTime : Element.ProducedQuantity];

    private static ElementVector SumOf(LedgerRow row)
    {
        var sum = default(ElementVector);
        foreach (var slice in row.Report.Slices)
            sum += slice.Elements;
        return sum;
    }

    /// <summary>By column, each minute's mean; what was said last where nothing is told; NaN: nothing is known.</summary>
    private async ValueTask<double[][]> MeansAsync(
        LifeMachine machine, TrainedTrack track, long fromTicks, long toTicks, CancellationToken cancellation)
    {
        var means = new double[track.Sensors!.Length][];
        for (var column = 0; column < means.Length; column++)
            means[column] = await MeansAsync(machine.Slot.SensorKeys[track.Sensors[column]], fromTicks, toTicks, cancellation);
        return means;
    }

    private async ValueTask<double[]> MeansAsync(int sensorKey, long fromTicks, long toTicks, CancellationToken cancellation)
    {
        var count = (int)((toTicks - fromTicks) / Buckets.WidthTicks);
        var told = new double[HoldMinutes + count];
        Array.Fill(told, double.NaN);
        var start = fromTicks - (HoldMinutes * Buckets.WidthTicks);
        foreach (var point in await PointsAsync(sensorKey, start, toTicks, told.Length, cancellation))
            told[(point.FromTicks - start) / Buckets.WidthTicks] = point.Mean;
        var (means, last) = (new double[count], -1);
        for (var minute = 0; minute < told.Length; minute++)
        {
            last = double.IsNaN(told[minute]) ? last : minute;
            if (minute >= HoldMinutes)
                means[minute - HoldMinutes] = last >= 0 && minute - last <= HoldMinutes ? told[last] : double.NaN;
        }

        return means;
    }

    /// <summary>None where what was kept is damaged, which the store tells: those values are missing.</summary>
    private async ValueTask<HistoryPoint[]> PointsAsync(
        int sensorKey, long fromTicks, long toTicks, int minutes, CancellationToken cancellation)
    {
        try
        {
            return await store.History.ReadPointsAsync(sensorKey, fromTicks, toTicks, minutes, cancellation);
        }
        catch (StoreCorruptedException)
        {
            return [];
        }
    }
}
