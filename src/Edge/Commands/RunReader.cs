using OrleansTwin.Ingest.Recordings;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Runtime.Hosting;
using OrleansTwin.Store;
using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Reports;

namespace OrleansTwin.Edge.Commands;

/// <summary>Reads one recording's KPIs, states and sample count back out of the store.</summary>
internal sealed class RunReader(ITwinStore store, MachineAsset machine)
{
    /// <param name="recording">The recording; its name is its order.</param>
    /// <param name="window">The whole minutes that hold it.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<RunReport> ReadAsync(Recording recording, NamedSpan window, CancellationToken cancellation)
    {
        var key = KeyOf(machine.Id);
        // Where the machine knows orders, its elements are asked for by order: they end with the recording and not with the
        // minute.
        var order = machine.Context.OrderSensor is null ? null : recording.Name;
        var (from, to) = (window.FromTicks, window.ToTicks);
        var sum = await store.Ledger.SumAsync(new ElementQuery(key, from, to, Order: order), cancellation);
        var rows = await store.Ledger.ReadRowsAsync(key, ReportPart.Own, from, to, cancellation: cancellation);
        var timeline = Timelines.Of(rows.Select(row => row.Report), [], recording.StartTicks, recording.EndTicks);
        var (all, recorded) = await CountAsync(recording, cancellation);
        return new RunReport(
            recording.Name, recording.Product, recording.Rows, recorded, recording.Samples - all,
            recording.EndTicks - recording.StartTicks, sum, ByLabel(timeline));
    }

    // What was folded is what the history has: each distinct sample once, those of the recording's last moment too. The
    // recording's own are
    // those before its end, save for product, order and results, which the replay says beside it.
    private async Task<(long All, long Recorded)> CountAsync(Recording recording, CancellationToken cancellation)
    {
        var (all, recorded) = (0L, 0L);
        foreach (var sensor in machine.Sensors)
        {
            var samples = await store.History.ReadAsync(
                KeyOf(sensor.Id), recording.StartTicks, recording.EndTicks + 1, cancellation: cancellation);
            all += samples.Length;
            if (!IsSaidBeside(sensor.LocalId))
                recorded += samples.Count(sample => sample.SourceTicks < recording.EndTicks);
        }

        return (all, recorded);
    }

    private bool IsSaidBeside(string sensor) =>
        sensor == machine.Context.ProductSensor || sensor == machine.Context.OrderSensor
        || machine.Quantities.Any(quantity => quantity.Sensor == sensor && quantity.Mode == QuantityMode.Result);

    private static Dictionary<string, long> ByLabel(IEnumerable<Api.Hosting.TimelineInterval> timeline)
    {
        var ticks = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var interval in timeline)
        {
            var label = interval.Label ?? interval.State.ToString();
            ticks[label] = ticks.GetValueOrDefault(label) + (interval.To - interval.From).Ticks;
        }

        return ticks;
    }

    private int KeyOf(string id) =>
        store.Names.TryGetKey(id, out var key)
            ? key
            : throw new InvalidOperationException($"{id} has no key; expected the plant to be registered.");
}
