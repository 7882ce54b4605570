using OrleansTwin.Runtime.Engine;
using OrleansTwin.Runtime.Maintenance;
using OrleansTwin.Store;
using OrleansTwin.Twins.Causes;
using OrleansTwin.Twins.Health.Live;
using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Maintenance.Orders;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Reports;
using SignalShare = OrleansTwin.Twins.Causes.SignalShare;

namespace OrleansTwin.Runtime.Health;

/// <summary>
/// Gathers what the store has of the time before an alert, of its machine and of those that its line's flow joins to it: values
/// while they produced, and what was changed. A line's machines are always in one store.
/// </summary>
internal sealed class CauseFinder(TwinEngine engine)
{
    /// <summary>The nearest machines of a line.</summary>
    private const int MachinesMax = 24;

    /// <summary>Signals of all of them, the nearest first.</summary>
    private const int SignalsMax = 128;

    /// <summary>The newest work orders and plant versions that are looked at.</summary>
    private const int OrdersMax = 200;
    private const int VersionsMax = 20;

    /// <summary>Values are means of so long.</summary>
    private const long StepTicks = 20 * TimeSpan.TicksPerSecond;

    /// <summary>Means of values and the time of their change are off by this much.</summary>
    private const long ToleranceTicks = TimeSpan.TicksPerMinute;

    private ITwinStore Store => engine.Store;

    /// <summary>Ranks what may have caused a machine's present alert.</summary>
    public async Task<AlertCauses> FindAsync(
        PlantRuntime runtime, MachineAsset machine, AlertBegin alert, CancellationToken cancellation)
    {
        var line = runtime.Plant.Find(machine.ParentId ?? "") as CompositeAsset;
        var graph = line is null ? new CausalGraph([]) : CausalGraph.Of(line);
        var machines = Nearest(line, machine, graph, out var left);
        var question = new CauseQuestion(machine.Id, alert.NoticedTicks, [])
        {
            Shares = [.. alert.Shares.Select(share => new SignalShare(machine.Id, share.Signal, share.Share))],
            ToleranceTicks = ToleranceTicks,
        };
        try
        {
            question = await GatherAsync(runtime.Plant, machines, question, cancellation);
        }
        catch (StoreCorruptedException damaged)
        {
            left = damaged.Message;
        }

        return AlertCauses.Rank(question, graph, Missing(question, machines, left));
    }

    private async Task<CauseQuestion> GatherAsync(
        Plant plant, IReadOnlyList<MachineAsset> machines, CauseQuestion question, CancellationToken cancellation)
    {
        var toTicks = question.OnsetTicks + question.ToleranceTicks;
        var fromTicks = toTicks - AlertCauses.OnsetTicksMax - question.LookBackTicks;
        var (signals, changes) = (new List<SignalSeries>(), new List<PlantChange>());
        foreach (var machine in machines)
        {
            var events = await EventsAsync(machine, fromTicks, toTicks, cancellation);
            changes.AddRange(RecentPast.ChangesOf(machine.Id, events));
            foreach (var sensor in HealthSignals.Of(machine).Take(SignalsMax - signals.Count))
            {
                var series = await SeriesAsync(machine, machine.Sensors[sensor], fromTicks, toTicks, cancellation);
                signals.Add(machine.States is AlwaysProducing ? series : RecentPast.WhileProducing(series, events));
            }
        }

        changes.AddRange(await WorkAsync(machines, fromTicks, toTicks, cancellation));
        changes.AddRange(await VersionsAsync(plant, fromTicks, toTicks, cancellation));
        return question with { Signals = signals, Changes = changes };
    }

    /// <summary>The machine and those of its line that a way leads from, the shortest first.</summary>
    private static List<MachineAsset> Nearest(CompositeAsset? line, MachineAsset machine, CausalGraph graph, out string left)
    {
        var reaching = (line?.Children.OfType<MachineAsset>() ?? [machine])
            .Select(other => (Machine: other, graph.Find(other.Id, machine.Id)?.Links.Count))
            .Where(other => other.Count is not null).OrderBy(other => other.Count)
            .ThenBy(other => other.Machine.Id, StringComparer.Ordinal).Select(other => other.Machine).ToList();
        left = reaching.Count > MachinesMax ? $"{MachinesMax} of {reaching.Count} machines along the flow were looked at." : "";
        return [.. reaching.Take(MachinesMax)];
    }

    private async Task<List<MachineEvent>> EventsAsync(
        MachineAsset machine, long fromTicks, long toTicks, CancellationToken cancellation)
    {
        var fromMinute = fromTicks - (fromTicks % TimeSpan.TicksPerMinute);
        var rows = await Store.Ledger.ReadRowsAsync(
            KeyOf(machine.Id), ReportPart.Own, fromMinute, toTicks, cancellation: cancellation);
        return [.. rows.SelectMany(row => row.Report.Events)];
    }

    private async Task<SignalSeries> SeriesAsync(
        MachineAsset machine, SensorAsset sensor, long fromTicks, long toTicks, CancellationToken cancellation)
    {
        var points = await Store.History.ReadPointsAsync(
            KeyOf(sensor.Id), fromTicks, toTicks, (int)((toTicks - fromTicks) / StepTicks), cancellation);
        return new SignalSeries(
            machine.Id, sensor.LocalId, [.. points.Select(point => point.FromTicks)], [.. points.Select(point => point.Mean)]);
    }

    private async Task<IEnumerable<PlantChange>> WorkAsync(
        IReadOnlyList<MachineAsset> machines, long fromTicks, long toTicks, CancellationToken cancellation)
    {
        var ids = machines.Select(machine => machine.Id).ToHashSet(StringComparer.Ordinal);
        var rows = await Store.WorkOrders.ReadAsync(null, long.MaxValue, OrdersMax, cancellation);
        return rows.Where(row => ids.Contains(Store.Names.NameOf(row.MachineKey))).Select(WorkOrderJson.Read)
            .SelectMany(order => order.Steps
                .Where(step => step.State is WorkOrderState.InProgress or WorkOrderState.Done
                    && step.AtTicks >= fromTicks && step.AtTicks <= toTicks)
                .Select(step => new PlantChange(
                    PlantChangeKind.Maintenance, order.MachineId, step.AtTicks,
                    $"{order.Scope.Name}, {(step.State == WorkOrderState.Done ? "done" : "begun")}")));
    }

    /// <summary>The first version is no change.</summary>
    private async Task<IEnumerable<PlantChange>> VersionsAsync(
        Plant plant, long fromTicks, long toTicks, CancellationToken cancellation)
    {
        var versions = await Store.PlantVersions.ListAsync(VersionsMax, cancellation: cancellation);
        return versions.Where(version => version.Number > 1 && version.AtTicks >= fromTicks && version.AtTicks <= toTicks)
            .Select(version => new PlantChange(
                PlantChangeKind.Plant, plant.Root.Id, version.AtTicks, $"version {version.Number} by {version.Author}"));
    }

    private static string Missing(CauseQuestion question, IReadOnlyList<MachineAsset> machines, string left)
    {
        var signals = machines.Sum(machine => HealthSignals.Of(machine).Length);
        string[] parts =
        [
            left,
            signals > SignalsMax ? $"{SignalsMax} of {signals} signals were looked at, the nearest first." : "",
            question.Signals.All(series => series.Values.Count == 0) ? "No values of the hours before are kept." : "",
        ];
        return string.Join(' ', parts.Where(part => part.Length > 0));
    }

    private int KeyOf(string id) =>
        Store.Names.TryGetKey(id, out var key) ? key : throw new InvalidOperationException($"Twin {id} has no key.");
}
