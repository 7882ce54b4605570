using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Shards;
using OrleansTwin.Store;
using OrleansTwin.Twins.Causes;
using OrleansTwin.Twins.Health.Live;
using OrleansTwin.Twins.Model;
using SignalShare = OrleansTwin.Twins.Causes.SignalShare;

namespace OrleansTwin.Runtime.Health;

/// <summary>
/// Gathers what is known of the time before an alert, of its machine and of those from which a way leads to it, along its line's
/// flow and by supplies: values while they produced, and what was changed. A line's machines are always in one store; a supply
/// may be in that of another shard, which is asked and not waited for long: what it owes is told as missing.
/// </summary>
/// <param name="store">Of the machine.</param>
/// <param name="others">Null: there are none.</param>
internal sealed class CauseFinder(ITwinStore store, OtherShards? others = null)
{
    /// <summary>The nearest machines.</summary>
    internal const int MachinesMax = 24;

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
        var missing = new List<string>();
        var question = new CauseQuestion(machine.Id, alert.NoticedTicks, [])
        {
            Shares = [.. alert.Shares.Select(share => new SignalShare(machine.Id, share.Signal, share.Share))],
            ToleranceTicks = ToleranceTicks,
        };
        if (reach.MachineIds.Count is var machines && machines > MachinesMax)
            missing.Add($"{MachinesMax} of {machines} machines along flow and supplies were looked at, the nearest first.");
        try
        {
            question = await GatherAsync(plant, reach, question, missing, cancellation);
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
        Plant plant, CausalReach reach, CauseQuestion question, List<string> missing, CancellationToken cancellation)
    {
        var toTicks = question.OnsetTicks + question.ToleranceTicks;
        var window = new CauseWindow(toTicks - AlertCauses.OnsetTicksMax - question.LookBackTicks, toTicks);
        var nearest = reach.MachineIds.Take(MachinesMax).ToList();
        var elsewhere = nearest.Where(id => plant.Find(id) is null).ToList();
        var here = nearest.Select(plant.Find).OfType<MachineAsset>().ToList();
        List<MachinePast> pasts =
        [
            .. await _past.ReadAsync(here, window, reach.Graph.Supplies, cancellation),
            .. await AskOthersAsync(elsewhere, window, missing, cancellation),
        ];
        pasts.Sort((past, other) => nearest.IndexOf(past.MachineId).CompareTo(nearest.IndexOf(other.MachineId)));
        TellBounds(pasts, missing);
        return question with
        {
            Signals = [.. pasts.SelectMany(past => past.Signals).Take(CausePast.SignalsMax)],
            Changes = [.. pasts.SelectMany(past => past.Changes), .. await _past.VersionsAsync(plant, window, cancellation)],
        };
    }

    /// <summary>Machines that this store does not have: they supply some that it has.</summary>
    private async Task<IEnumerable<MachinePast>> AskOthersAsync(
        List<string> machineIds, CauseWindow window, List<string> missing, CancellationToken cancellation)
    {
        var asked = machineIds.GroupBy(id => others?.LinkTo(id)).Select(async part =>
        {
            var ids = part.ToList();
            try
            {
                IReadOnlyList<MachinePast> pasts = part.Key is null ? [] : await part.Key.AskUnlessLateAsync(
                    (shard, giveUp) => shard.ReadPastsAsync(new PastQuery(ids, window), giveUp), cancellation);
                return (Pasts: pasts, Ids: ids, Why: "");
            }
            catch (HostFaultException refused)
            {
                return (Pasts: [], Ids: ids, Why: $" ({refused.Found.TrimEnd('.')})");
            }
        });
        var answers = await Task.WhenAll(asked);
        foreach (var (pasts, ids, why) in answers)
        {
            var lacking = ids.Except(pasts.Select(past => past.MachineId)).ToList();
            if (lacking.Count > 0)
                missing.Add($"Not looked at, for they are kept elsewhere{why}: {Names(lacking)}.");
        }

        return answers.SelectMany(answer => answer.Pasts);
    }

    private static void TellBounds(List<MachinePast> pasts, List<string> missing)
    {
        var (signals, settings) = (pasts.Sum(past => past.SignalCount), pasts.Sum(past => past.SettingsLeftOut));
        if (signals > CausePast.SignalsMax)
            missing.Add($"{CausePast.SignalsMax} of {signals} signals were looked at, the nearest first.");
        if (settings > 0)
            missing.Add($"{settings} setpoints and tools of machines further away were not looked at.");
        var restless = pasts.SelectMany(past => past.Restless).ToList();
        if (restless.Count > 0)
            missing.Add($"Left out, for they change all the time: {Names(restless)}.");
    }

    private static string Names(List<string> ids) => ids.Count <= NamesMax
        ? string.Join(", ", ids)
        : $"{string.Join(", ", ids.Take(NamesMax))} and {ids.Count - NamesMax} more";
}
