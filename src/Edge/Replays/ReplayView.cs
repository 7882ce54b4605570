using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Runtime.Engine;
using OrleansTwin.Runtime.Hosting;
using OrleansTwin.Runtime.Shards;
using OrleansTwin.Store;
using OrleansTwin.Store.Archive;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Reports;

namespace OrleansTwin.Edge.Replays;

/// <summary>What the API would have shown of a twin at the moment that it was replayed to.</summary>
internal static class ReplayView
{
    public static async Task<TwinView> OfAsync(TwinReplay replay, Asset asset, long atTicks)
    {
        var runtime = replay.Runtime;
        if (asset is SensorAsset sensor)
        {
            var (line, owner) = runtime.Machines[sensor.ParentId ?? ""];
            var number = owner.Twin.Asset.IndexOf(sensor.LocalId);
            return await line.Mailbox.AskAsync(() => TwinViews.Sensor(owner.Sensors[number], atTicks));
        }

        var shift = ShiftWindows.PresentShift(ShiftWindows.CalendarOf(asset), atTicks);
        var sum = await SumAsync(replay.Memory, asset, shift.ToMinutes());
        if (asset is CompositeAsset composite)
        {
            var stale = StaleBelow(runtime, asset, atTicks);
            var whole = new CompositePart(asset.Id, await runtime.LiveOfAsync(asset.Id), stale, sum);
            return TwinViews.Composite(composite, whole, shift);
        }

        var (partition, machine) = runtime.Machines[asset.Id];
        var now = await partition.Mailbox.AskAsync(() => MachineNow.Of(machine, atTicks));
        return TwinViews.Machine(machine.Twin.Asset, now, shift, sum);
    }

    // Nothing is folded any more: no loop is needed to look.
    private static int StaleBelow(PlantRuntime runtime, Asset asset, long atTicks) =>
        runtime.Machines.Where(machine => machine.Key.StartsWith(asset.Id + "/", StringComparison.Ordinal))
            .Sum(machine => machine.Value.Machine.Sensors.Count(sensor => sensor.IsStale(atTicks)));

    private static async Task<ElementVector> SumAsync(PastMemory memory, Asset asset, NamedSpan span)
    {
        var sum = default(ElementVector);
        foreach (var id in KpiQuestion.IdsOf(asset))
        {
            memory.Names.TryGetKey(id, out var key);
            foreach (var part in Enum.GetValues<ReportPart>())
            {
                var rows = await memory.ReadRowsAsync(key, part, span.FromTicks, span.ToTicks + ILedger.LookBackTicks);
                foreach (var slice in rows.SelectMany(row => row.Report.Slices))
                {
                    if (slice.Key.BucketTicks >= span.FromTicks && slice.Key.BucketTicks < span.ToTicks)
                        sum.Add(slice.Elements);
                }
            }
        }

        return sum;
    }
}
