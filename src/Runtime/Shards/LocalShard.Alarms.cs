using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Runtime.Engine;
using OrleansTwin.Store;
using OrleansTwin.Twins.Alarms;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Runtime.Shards;

/// <content>Alarms: what stands, what is done with them, and what happened.</content>
internal sealed partial class LocalShard
{
    /// <summary>How long an alarm that stands is looked for before the window of a question.</summary>
    private static readonly long StandingTicksMax = TimeSpan.FromDays(31).Ticks;

    private const int ChangesPerRead = 2_000;
    private const int ChangesPerAnswerMax = 500_000;

    public Task<Page<AlarmView>> ListAlarmsAsync(AlarmQuery query, CancellationToken cancellation) =>
        Task.FromResult(AlarmPages.OfAll(engine.Alarms.List().Select(AlarmViews.Of), query));

    public async Task<IReadOnlyList<AlarmOutcome>> ActOnAlarmsAsync(
        AlarmSubmission submission, CancellationToken cancellation)
    {
        var action = new AlarmAction(
            submission.Verb, NowTicks, submission.User, submission.Comment, submission.Until?.UtcTicks ?? 0);
        var outcomes = new List<AlarmOutcome>();
        foreach (var alarm in submission.Alarms)
        {
            if (engine.Runtime.Plant.Find(alarm.TwinId) is { } asset
                && MachineOf(asset) is { } machine && engine.Runtime.Machines.ContainsKey(machine))
                outcomes.Add(await ActAsync(asset, machine, alarm.Source, action, cancellation));
        }

        return outcomes;
    }

    public async Task<AlarmChanges> ListAlarmChangesAsync(AlarmChangeQuery query, CancellationToken cancellation)
    {
        var items = new List<AlarmChangeView>();
        var toTicks = query.ToTicks;
        while (true)
        {
            var rows = await AlarmRowsAsync(query.FromTicks, toTicks, Math.Max(query.Limit, ChangesPerRead), cancellation);
            foreach (var row in rows)
            {
                if (items.Count >= query.Limit && row.Change.AtTicks < toTicks)
                    return new AlarmChanges(items, Times.Of(toTicks));
                toTicks = row.Change.AtTicks;
                if (TwinOf(row) is var twin && (query.TwinId is null || Paths.IsAtOrBelow(twin, query.TwinId)))
                    items.Add(AlarmViews.Of(twin, row));
            }

            if (rows.Count < Math.Max(query.Limit, ChangesPerRead))
                return new AlarmChanges(items, null);
        }
    }

    public async Task<IReadOnlyList<AlarmRaise>> ListAlarmRaisesAsync(AlarmKpiQuery query, CancellationToken cancellation)
    {
        var rows = await AlarmRowsAsync(
            query.FromTicks - StandingTicksMax, query.ToTicks, ChangesPerAnswerMax, cancellation);
        if (rows.Count >= ChangesPerAnswerMax)
        {
            throw new HostFaultException(
                HostFault.Invalid, $"More than {ChangesPerAnswerMax} changes of alarms belong to the window.",
                "a window of fewer.", "Ask for a shorter or earlier one, or for a twin below.");
        }

        var raises = new Dictionary<string, AlarmRaises>(StringComparer.Ordinal);
        foreach (var row in rows.Reverse())
        {
            var twin = TwinOf(row);
            if (query.TwinId is not null && !Paths.IsAtOrBelow(twin, query.TwinId))
                continue;
            var id = AlarmViews.IdOf(twin, row.Place.Source);
            if (!raises.TryGetValue(id, out var ofOne))
                raises[id] = ofOne = new AlarmRaises(id);
            ofOne.Add(row.Priority, row.Change);
        }

        return
        [
            .. raises.Values.SelectMany(ofOne => ofOne.All)
                .Where(raise => raise.RaisedTicks >= query.FromTicks || raise.ReturnedTicks is not { } returned
                    || returned >= query.FromTicks),
        ];
    }

    private async Task<AlarmOutcome> ActAsync(
        Asset asset, string machineId, AlarmSource source, AlarmAction action, CancellationToken cancellation)
    {
        var place = new AlarmPlace(asset is SensorAsset ? asset.LocalId : "", source);
        using var late = new CancellationTokenSource(Patience.Answer, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        try
        {
            await engine.ActAsync(machineId, place, action, either.Token);
            await engine.Store.Audit.AppendAsync(
                action.AtTicks, action.User, $"alarm {action.Verb}", AlarmViews.IdOf(asset.Id, source), action.Comment,
                cancellation);
            return new AlarmOutcome(
                asset.Id, source, engine.Alarms.Find(asset.Id, source)?.State ?? AlarmState.Normal, null);
        }
        catch (AlarmRefusedException refused)
        {
            return new AlarmOutcome(asset.Id, source, refused.State, refused.Message);
        }
        catch (StoreUnavailableException away)
        {
            return new AlarmOutcome(asset.Id, source, null, away.Message);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return new AlarmOutcome(
                asset.Id, source, null,
                $"No answer within {Patience.Answer.TotalSeconds} s; it may still be done. Look at the alarm again.");
        }
    }

    private async ValueTask<IReadOnlyList<AlarmRow>> AlarmRowsAsync(
        long fromTicks, long toTicks, int limit, CancellationToken cancellation)
    {
        try
        {
            return await engine.Store.Alarms.ReadAsync(fromTicks, toTicks, limit, cancellation);
        }
        catch (StoreUnavailableException away)
        {
            throw Refusals.NoStore(away);
        }
    }

    private string TwinOf(in AlarmRow row)
    {
        var machine = engine.Store.Names.NameOf(row.MachineKey);
        return row.Place.Sensor.Length == 0 ? machine : $"{machine}/{row.Place.Sensor}";
    }

    private static string? MachineOf(Asset asset) => asset switch
    {
        MachineAsset => asset.Id,
        SensorAsset => asset.ParentId,
        _ => null,
    };
}
