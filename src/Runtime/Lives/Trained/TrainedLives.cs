using Microsoft.Extensions.Logging;
using OrleansTwin.Runtime.Engine;
using OrleansTwin.Store;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Health.Live;
using OrleansTwin.Twins.Health.Rul;
using OrleansTwin.Twins.Learning;
using OrleansTwin.Twins.Maintenance.Lives;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Runtime.Lives.Trained;

/// <summary>
/// Follows machines by models that were trained elsewhere. Cycles are made of what the store has, ledger and history, from a
/// cursor that is saved with them: a kill at any moment loses none and counts none twice.
/// </summary>
internal sealed partial class TrainedLives(ITwinStore store, ITrainedModelShelf shelf, ILogger log)
{
    /// <summary>So long samples may be late: what comes later is not in the cycles.</summary>
    private const long SettleTicks = 10 * Buckets.WidthTicks;

    /// <summary>Days of the past that a machine takes in at a look: others are to be looked at, too.</summary>
    private const int StretchesMax = 2;

    private readonly CycleSource _source = new(store);
    private readonly StateWriter _writer = new();
    private readonly List<LifePart> _parts = [];
    private Dictionary<string, LoadedModel> _models = new(StringComparer.Ordinal);
    private Dictionary<int, ReadOnlyMemory<byte>>? _kept;

    /// <summary>The plant changes: machines are joined anew, and go on where they were.</summary>
    public async ValueTask BeginAsync(CancellationToken cancellation)
    {
        _kept = (await store.LifeTracks.ReadAllAsync(cancellation)).ToDictionary(state => state.TwinKey, state => state.State);
        foreach (var track in _parts.Select(part => part.Trained!).Where(track => track.Cycles is not null))
            _kept[track.Key] = track.Save(_writer);
        _parts.Clear();
    }

    /// <summary>A part of a machine whose plant file names a model.</summary>
    public void Join(LifePart part, int machineKey)
    {
        var use = part.Machine.LifeModel!;
        part.Trained = new TrainedTrack(part.Machine, use, machineKey)
        {
            Kept = _kept is not null && _kept.Remove(machineKey, out var kept) ? kept : default,
        };
        _parts.Add(part);
    }

    /// <summary>Which models are in force, and how their bands have held.</summary>
    /// <returns>Machines of which a model tells something else than before.</returns>
    public async ValueTask<IReadOnlyList<string>> LookAsync(CancellationToken cancellation)
    {
        if (_parts.Count == 0)
            return [];
        var inForce = (await shelf.ListAsync(cancellation)).GroupBy(info => info.Name, StringComparer.Ordinal)
            .ToDictionary(each => each.Key, each => each.First(), StringComparer.Ordinal);
        var models = new Dictionary<string, LoadedModel>(StringComparer.Ordinal);
        foreach (var name in _parts.Select(part => part.Trained!.Use.Model).Distinct(StringComparer.Ordinal))
        {
            if (!inForce.TryGetValue(name, out var info))
                continue;
            var known = _models.GetValueOrDefault(name);
            models[name] = known?.Info == info ? known : await LoadAsync(info, cancellation);
        }

        _models = models;
        List<string> changed = [.. _parts.Where(part => Follow(part.Trained!)).Select(part => part.Machine.Id)];
        foreach (var model in models.Values)
            Try(model);
        return changed;
    }

    /// <summary>Takes in what a machine has done since the last time, life by life.</summary>
    /// <returns>False: there is more, look again soon.</returns>
    public async ValueTask<bool> FollowAsync(LifeMachine machine, LifePart part, CancellationToken cancellation)
    {
        if (part.Trained is not { Cycles: { } cycles } track)
            return true;
        var settled = await machine.Line.Mailbox.AskAsync(
            () => HealthSignals.MinuteOver(machine.Slot.Twin) + Buckets.WidthTicks - SettleTicks, cancellation);
        while (true)
        {
            var life = part.Lives.FirstOrDefault(span => span.FromTicks == track.LifeFromTicks);
            if (!life.IsWhole)
            {
                if (!part.Present.IsWhole)
                    return true;
                track.Begin(part.Present.FromTicks);
                life = part.Present;
            }

            var (before, end) = (cycles.CursorTicks, Buckets.StartOf(Math.Min(settled, life.ToTicks)));
            track.IsBehind = !await TakeAsync(machine, track, end, !life.IsRunning, cancellation);
            track.Estimated();
            var isOver = cycles.CursorTicks >= Buckets.StartOf(life.ToTicks);
            if (isOver)
                GoOn(part, track, life);
            if (isOver || cycles.CursorTicks > before)
                await store.LifeTracks.SaveAsync([new HealthState(track.Key, track.Save(_writer))], cancellation);
            if (!isOver)
                return !track.IsBehind;
        }
    }

    /// <summary>False: the model in force is the one that it follows already.</summary>
    private bool Follow(TrainedTrack track)
    {
        var loaded = _models.GetValueOrDefault(track.Use.Model);
        if (ReferenceEquals(loaded, track.Loaded))
            return false;
        if (track.Follow(loaded, _writer) is { Length: > 0 } reason)
            LogUnreadable(log, track.Machine.Id, reason);
        return true;
    }

    private static void GoOn(LifePart part, TrainedTrack track, LifeSpan over)
    {
        if (over.IsFailure)
            track.Judge(over.ToTicks);
        track.Begin(part.Lives.First(life => life.FromTicks > over.FromTicks).FromTicks);
    }

    /// <summary>A stretch at a time, once a cycle ends in it, or so much has come together; false: there is more.</summary>
    private async ValueTask<bool> TakeAsync(
        LifeMachine machine, TrainedTrack track, long end, bool isWhole, CancellationToken cancellation)
    {
        var cycles = track.Cycles!;
        for (var stretch = 0; cycles.CursorTicks < end && !cycles.IsTooLong; stretch++)
        {
            if (stretch == StretchesMax)
                return false;
            var to = Math.Min(end, cycles.CursorTicks + TimeSpan.TicksPerDay);
            var isPart = !isWhole && to - cycles.CursorTicks < TimeSpan.TicksPerDay;
            if (isPart && await _source.AmountAsync(machine.Key, track.Use, cycles.CursorTicks, to, cancellation) < cycles.ToGo)
                return true;
            await _source.TakeAsync(machine, track, to, cancellation);
        }

        return true;
    }

    private async ValueTask<LoadedModel> LoadAsync(TrainedModelInfo info, CancellationToken cancellation)
    {
        try
        {
            return await shelf.ReadAsync(info.Name, info.Version, cancellation) is { } file
                ? new LoadedModel(info, RulModelCodec.Read(file), "")
                : new LoadedModel(info, null, "Its file is damaged: put it in force again.");
        }
        catch (ModelFormatException unreadable)
        {
            return new LoadedModel(info, null, unreadable.Message);
        }
    }

    /// <summary>Lives whose end was taken back, or was no failure after all, tell nothing.</summary>
    private void Try(LoadedModel model)
    {
        var wasWithdrawn = model.Trial.Withdrawal.Length > 0;
        model.Trial = RulTrial.Of(_parts.SelectMany(part => part.Trained!.Verdicts.Where(verdict =>
            verdict.Model == model.Info.Sha256 && part.Lives.Any(life =>
                life.IsFailure && (life.FromTicks, life.ToTicks) == (verdict.FromTicks, verdict.ToTicks)))));
        if (!wasWithdrawn && model.Trial.Withdrawal is { Length: > 0 } why)
            LogWithdrawn(log, model.Info.Name, model.Info.Version, why);
    }

    [LoggerMessage(
        1961, LogLevel.Warning, "The cycles of {Machine} that a model follows can't be read and are counted again: {Reason}")]
    private static partial void LogUnreadable(ILogger log, string machine, string reason);

    [LoggerMessage(
        1962, LogLevel.Warning, "Version {Version} of model '{Model}' is withdrawn: it raises no alarms any more. {Why}")]
    private static partial void LogWithdrawn(ILogger log, string model, int version, string why);
}
