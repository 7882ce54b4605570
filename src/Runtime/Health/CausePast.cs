using OrleansTwin.Runtime.Maintenance;
using OrleansTwin.Store;
using OrleansTwin.Twins.Causes;
using OrleansTwin.Twins.Health.Live;
using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Maintenance.Orders;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Reports;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Runtime.Health;

/// <summary>What a store has of the time before an alert.</summary>
internal sealed class CausePast(ITwinStore store)
{
    /// <summary>Signals of all machines of a question, the first first.</summary>
    public const int SignalsMax = 128;

    /// <summary>Setpoints and tools of all machines of a question, the first first.</summary>
    public const int SettingsMax = 64;

    /// <summary>The newest work orders and plant versions that are looked at.</summary>
    private const int OrdersMax = 200;
    private const int VersionsMax = 20;

    /// <summary>Who tells texts more often, tells no settings.</summary>
    private const int TextsMax = 20_000;

    /// <param name="machines">The nearest first.</param>
    /// <param name="window">The time before the alert.</param>
    /// <param name="isSupply">Who supplies others: while it stood it supplied nothing, so what it read then counts.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<List<MachinePast>> ReadAsync(
        IReadOnlyList<MachineAsset> machines, CauseWindow window, Func<string, bool> isSupply, CancellationToken cancellation)
    {
        var work = await WorkAsync(machines, window, cancellation);
        var (pasts, signalsLeft, settingsLeft) = (new List<MachinePast>(machines.Count), SignalsMax, SettingsMax);
        foreach (var machine in machines)
        {
            var (events, measuring) = (await EventsAsync(machine, window, cancellation), HealthSignals.Of(machine));
            var signals = new List<SignalSeries>();
            foreach (var sensor in measuring.Take(signalsLeft))
            {
                var series = await SeriesAsync(machine, machine.Sensors[sensor], window, cancellation);
                var counts = machine.States is AlwaysProducing || isSupply(machine.Id);
                signals.Add(counts ? series : RecentPast.WhileProducing(series, events));
            }

            var settings = machine.Sensors.Where(sensor => sensor.Role != SensorRole.Measurement).ToList();
            var looked = Math.Min(settings.Count, settingsLeft);
            var (changes, restless) = await SettingsAsync(machine, settings.Take(looked), window, cancellation);
            pasts.Add(new MachinePast(
                machine.Id, measuring.Length, signals, settings.Count - looked,
                [.. RecentPast.ChangesOf(machine.Id, events), .. changes, .. work[machine.Id]], restless));
            (signalsLeft, settingsLeft) = (signalsLeft - signals.Count, settingsLeft - looked);
        }

        return pasts;
    }

    /// <summary>Versions of the plant's file; the first is no change.</summary>
    public async Task<IEnumerable<PlantChange>> VersionsAsync(Plant plant, CauseWindow window, CancellationToken cancellation)
    {
        var versions = await store.PlantVersions.ListAsync(VersionsMax, cancellation: cancellation);
        return versions
            .Where(version => version.Number > 1 && version.AtTicks >= window.FromTicks && version.AtTicks <= window.ToTicks)
            .Select(version => new PlantChange(
                PlantChangeKind.Plant, plant.Root.Id, version.AtTicks, $"version {version.Number} by {version.Author}"));
    }

    private async Task<(List<PlantChange> Changes, List<string> Restless)> SettingsAsync(
        MachineAsset machine, IEnumerable<SensorAsset> settings, CauseWindow window, CancellationToken cancellation)
    {
        var (changes, restless) = (new List<PlantChange>(), new List<string>());
        foreach (var sensor in settings)
        {
            var ofOne = await SettingsAsync(machine, sensor, window, cancellation);
            if (ofOne is null || ofOne.Count > SettingChanges.ChangesMax)
                restless.Add(sensor.Id);
            else
                changes.AddRange(ofOne);
        }

        return (changes, restless);
    }

    /// <summary>A machine's timeline.</summary>
    private async Task<List<MachineEvent>> EventsAsync(MachineAsset machine, CauseWindow window, CancellationToken cancellation)
    {
        var fromMinute = window.FromTicks - (window.FromTicks % TimeSpan.TicksPerMinute);
        var rows = await store.Ledger.ReadRowsAsync(
            KeyOf(machine.Id), ReportPart.Own, fromMinute, window.ToTicks, cancellation: cancellation);
        return [.. rows.SelectMany(row => row.Report.Events)];
    }

    /// <summary>A signal's means.</summary>
    private async Task<SignalSeries> SeriesAsync(
        MachineAsset machine, SensorAsset sensor, CauseWindow window, CancellationToken cancellation)
    {
        var points = await PointsAsync(sensor, window, cancellation);
        return new SignalSeries(
            machine.Id, sensor.LocalId, [.. points.Select(point => point.FromTicks)], [.. points.Select(point => point.Mean)]);
    }

    /// <summary>Lasting changes of a setpoint or tool; null: it tells too much to be one.</summary>
    private async Task<IReadOnlyList<PlantChange>?> SettingsAsync(
        MachineAsset machine, SensorAsset sensor, CauseWindow window, CancellationToken cancellation)
    {
        var told = sensor.ValueKind == ValueKind.Text
            ? await TextsAsync(sensor, window, cancellation)
            : SettingChanges.Told(
                await HeldAsync(machine, sensor, window, cancellation), sensor.Unit,
                isReadBack: sensor is { Role: SensorRole.Setpoint, ValueKind: ValueKind.Number });
        var kind = sensor.Role == SensorRole.Tool ? PlantChangeKind.Tool : PlantChangeKind.Setpoint;
        return told is null ? null : SettingChanges.Of(kind, machine.Id, sensor.LocalId, told);
    }

    /// <summary>Work that was begun or done.</summary>
    private async Task<ILookup<string, PlantChange>> WorkAsync(
        IReadOnlyList<MachineAsset> machines, CauseWindow window, CancellationToken cancellation)
    {
        var ids = machines.Select(machine => machine.Id).ToHashSet(StringComparer.Ordinal);
        var rows = await store.WorkOrders.ReadAsync(null, long.MaxValue, OrdersMax, cancellation);
        return rows.Where(row => ids.Contains(store.Names.NameOf(row.MachineKey))).Select(WorkOrderJson.Read)
            .SelectMany(order => order.Steps
                .Where(step => step.State is WorkOrderState.InProgress or WorkOrderState.Done
                    && step.AtTicks >= window.FromTicks && step.AtTicks <= window.ToTicks)
                .Select(step => new PlantChange(
                    PlantChangeKind.Maintenance, order.MachineId, step.AtTicks,
                    $"{order.Scope.Name}, {(step.State == WorkOrderState.Done ? "done" : "begun")}")))
            .ToLookup(change => change.AssetId, StringComparer.Ordinal);
    }

    /// <summary>Texts with what held before; null: too many.</summary>
    private async Task<IEnumerable<(long, string)>?> TextsAsync(
        SensorAsset sensor, CauseWindow window, CancellationToken cancellation)
    {
        var key = KeyOf(sensor.Id);
        var before = await store.History.ReadLastBeforeAsync(key, window.FromTicks, cancellation);
        var samples = await store.History.ReadAsync(key, window.FromTicks, window.ToTicks, TextsMax, cancellation);
        return samples.Length >= TextsMax ? null : samples.Prepend(before ?? default)
            .Where(sample => sample is { Quality: not Quality.Bad, Text.Length: > 0 })
            .Select(sample => (Math.Max(sample.SourceTicks, window.FromTicks), sample.Text!));
    }

    /// <summary>A number at the end of each stretch, repeated where it was not told anew.</summary>
    private async Task<SignalSeries> HeldAsync(
        MachineAsset machine, SensorAsset sensor, CauseWindow window, CancellationToken cancellation)
    {
        var points = await PointsAsync(sensor, window, cancellation);
        var before = await store.History.ReadLastBeforeAsync(KeyOf(sensor.Id), window.FromTicks, cancellation);
        var (ticks, values) = (new List<long>(), new List<double>());
        var (value, next) = (before is { Quality: not Quality.Bad } known ? known.Value : double.NaN, 0);
        for (var step = 0; step < window.Steps; step++)
        {
            for (; next < points.Length && points[next].FromTicks < window.At(step + 0.5); next++)
                value = points[next].Last;
            if (double.IsNaN(value))
                continue;
            ticks.Add(window.At(step));
            values.Add(value);
        }

        return new SignalSeries(machine.Id, sensor.LocalId, ticks, values);
    }

    private ValueTask<HistoryPoint[]> PointsAsync(SensorAsset sensor, CauseWindow window, CancellationToken cancellation) =>
        store.History.ReadPointsAsync(KeyOf(sensor.Id), window.FromTicks, window.ToTicks, window.Steps, cancellation);

    private int KeyOf(string id) =>
        store.Names.TryGetKey(id, out var key) ? key : throw new InvalidOperationException($"Twin {id} has no key.");
}
