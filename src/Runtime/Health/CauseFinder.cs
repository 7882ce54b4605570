using OrleansTwin.Store;
using OrleansTwin.Twins.Causes;
using OrleansTwin.Twins.Health.Live;
using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Model;
using SignalShare = OrleansTwin.Twins.Causes.SignalShare;

namespace OrleansTwin.Runtime.Health;

/// <summary>
/// Gathers what the store has of the time before an alert, of its machine and of those from which a way leads to it, along its
/// line's flow and by supplies: values while they produced, and what was changed. A line's machines are always in one store; on
/// a grid a supply may be in another, which is told and not asked.
/// </summary>
internal sealed class CauseFinder(ITwinStore store)
{
    /// <summary>The nearest machines.</summary>
    internal const int MachinesMax = 24;

    /// <summary>Signals of all of them, the nearest first.</summary>
    internal const int SignalsMax = 128;

    /// <summary>Setpoints and tools of all of them, the nearest first.</summary>
    private const int SettingsMax = 64;

    /// <summary>Machines and sensors that are told by name.</summary>
    private const int NamesMax = 5;

    /// <summary>Means of values and the time of their change are off by this much.</summary>
    private const long ToleranceTicks = TimeSpan.TicksPerMinute;

    private readonly CausePast _past = new(store);

    /// <summary>Ranks what may have caused a machine's present alert.</summary>
    public async Task<AlertCauses> FindAsync(
        Plant plant, MachineAsset machine, AlertBegin alert, CancellationToken cancellation)
    {
        var reach = CausalReach.Of(plant, machine.Id);
        var (missing, machines) = (new List<string>(), Nearest(plant, reach));
        var question = new CauseQuestion(machine.Id, alert.NoticedTicks, [])
        {
            Shares = [.. alert.Shares.Select(share => new SignalShare(machine.Id, share.Signal, share.Share))],
            ToleranceTicks = ToleranceTicks,
        };
        TellBounds(plant, reach, machines, missing);
        try
        {
            question = await GatherAsync(plant, reach, machines, question, missing, cancellation);
        }
        catch (StoreCorruptedException damaged)
        {
            missing.Add(damaged.Message);
        }

        if (question.Signals.All(series => series.Values.Count == 0))
            missing.Add("No values of the hours before are kept.");
        return AlertCauses.Rank(question, reach.Graph, string.Join(' ', missing));
    }

    private async Task<CauseQuestion> GatherAsync(
        Plant plant, CausalReach reach, IReadOnlyList<MachineAsset> machines, CauseQuestion question, List<string> missing,
        CancellationToken cancellation)
    {
        var toTicks = question.OnsetTicks + question.ToleranceTicks;
        var window = new CauseWindow(toTicks - AlertCauses.OnsetTicksMax - question.LookBackTicks, toTicks);
        var (signals, changes) = (new List<SignalSeries>(), new List<PlantChange>());
        foreach (var machine in machines)
        {
            var events = await _past.EventsAsync(machine, window, cancellation);
            changes.AddRange(RecentPast.ChangesOf(machine.Id, events));
            foreach (var sensor in HealthSignals.Of(machine).Take(SignalsMax - signals.Count))
            {
                var series = await _past.SeriesAsync(machine, machine.Sensors[sensor], window, cancellation);
                // A supply that stood supplied nothing: what it read then counts.
                var counts = machine.States is AlwaysProducing || reach.Graph.Supplies(machine.Id);
                signals.Add(counts ? series : RecentPast.WhileProducing(series, events));
            }
        }

        changes.AddRange(await SettingsAsync(machines, window, missing, cancellation));
        changes.AddRange(await _past.WorkAsync(machines, window, cancellation));
        changes.AddRange(await _past.VersionsAsync(plant, window, cancellation));
        return question with { Signals = signals, Changes = changes };
    }

    private async Task<List<PlantChange>> SettingsAsync(
        IReadOnlyList<MachineAsset> machines, CauseWindow window, List<string> missing, CancellationToken cancellation)
    {
        var settings = machines.SelectMany(machine => machine.Sensors.Where(sensor => sensor.Role != SensorRole.Measurement)
            .Select(sensor => (Machine: machine, Sensor: sensor))).ToList();
        if (settings.Count > SettingsMax)
            missing.Add($"{SettingsMax} of {settings.Count} setpoints and tools were looked at, the nearest first.");
        var (changes, restless) = (new List<PlantChange>(), new List<string>());
        foreach (var (machine, sensor) in settings.Take(SettingsMax))
        {
            var ofOne = await _past.SettingsAsync(machine, sensor, window, cancellation);
            if (ofOne is null || ofOne.Count > SettingChanges.ChangesMax)
                restless.Add(sensor.Id);
            else
                changes.AddRange(ofOne);
        }

        if (restless.Count > 0)
            missing.Add($"Left out, for they change all the time: {Names(restless)}.");
        return changes;
    }

    private static List<MachineAsset> Nearest(Plant plant, CausalReach reach) =>
        [.. reach.MachineIds.Select(plant.Find).OfType<MachineAsset>().Take(MachinesMax)];

    private static void TellBounds(Plant plant, CausalReach reach, List<MachineAsset> machines, List<string> missing)
    {
        var elsewhere = reach.MachineIds.Where(id => plant.Find(id) is null).ToList();
        var reaching = reach.MachineIds.Count - elsewhere.Count;
        if (reaching > machines.Count)
            missing.Add($"{machines.Count} of {reaching} machines along flow and supplies were looked at, the nearest first.");
        if (elsewhere.Count > 0)
            missing.Add($"Not looked at, for other shards have them: {Names(elsewhere)}.");
        var signals = machines.Sum(machine => HealthSignals.Of(machine).Length);
        if (signals > SignalsMax)
            missing.Add($"{SignalsMax} of {signals} signals were looked at, the nearest first.");
    }

    private static string Names(List<string> ids) => ids.Count <= NamesMax
        ? string.Join(", ", ids)
        : $"{string.Join(", ", ids.Take(NamesMax))} and {ids.Count - NamesMax} more";
}
