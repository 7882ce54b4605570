using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Engine;
using OrleansTwin.Runtime.Health;
using OrleansTwin.Runtime.Hosting;
using OrleansTwin.Runtime.Lives.Trained;
using OrleansTwin.Runtime.Maintenance;
using OrleansTwin.Store;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Health.Live;
using OrleansTwin.Twins.Maintenance.Lives;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Runtime.Lives;

/// <summary>
/// Follows the remaining life of machines beside their twins: lives from work orders that are done, ages from the ledger, wear
/// from sensors that show it. What may fail within the planning horizon is told to its twin, as an input, and drafts an order.
/// Each look takes a few machines, so that thousands cost little at a time; twins wait for nothing of it.
/// </summary>
internal sealed partial class LifeWatch : TwinWatch
{
    /// <summary>Machines that a look takes at least, so that a small plant is seen at once.</summary>
    private const int ReviewsMin = 50;

    private static readonly MaintenanceTask NoTask = new("", "", 0, [], [], 0);

    private readonly HealthOptions _options;
    private readonly TwinEngine _engine;
    private readonly MaintenanceDesk _desk;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly ConcurrentDictionary<string, RemainingLifeView> _views = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LifeMachine> _machines = new(StringComparer.Ordinal);
    private readonly Dictionary<LifeKind, LifeFleet> _fleets = [];
    private readonly RenewalBook _renewals;
    private readonly OperatingHours _hours;
    private readonly TrainedLives _trained;
    private readonly PlannedAhead _ahead = new();
    private readonly StateWriter _writer = new();
    private PlantRuntime? _runtime;

    /// <param name="options">How machines are followed.</param>
    /// <param name="engine">Their twins.</param>
    /// <param name="desk">Tells of work orders, and takes those that risks draft.</param>
    /// <param name="models">Trained models that machines may name.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">For what operators have to know.</param>
    public LifeWatch(
        HealthOptions options, TwinEngine engine, MaintenanceDesk desk, ITrainedModelShelf models, TimeProvider time, ILogger log)
        : base(time)
    {
        (_options, _engine, _desk, _time, _log) = (options, engine, desk, time, log);
        (_hours, _renewals) = (new OperatingHours(engine.Store), new RenewalBook(options.Life.LivesMax));
        _trained = new TrainedLives(engine.Store, models, log);
        desk.Changed += _renewals.Tell;
    }

    private long NowTicks => _time.GetUtcNow().UtcTicks;

    /// <summary>Null: the machine is not followed, or not yet.</summary>
    public RemainingLifeView? Find(string machineId) => _views.GetValueOrDefault(machineId);

    public void Start()
    {
        if (_options.MachinesMax == 0)
            return;
        Run(_options.Period, LookAsync);
        Run(_options.Period, ShareAsync);
    }

    public override ValueTask DisposeAsync()
    {
        _desk.Changed -= _renewals.Tell;
        return base.DisposeAsync();
    }

    /// <summary>Takes minutes of wear that are over, and the machines whose turn it is.</summary>
    protected override async Task LookInTurnAsync(CancellationToken cancellation)
    {
        await FollowAsync(cancellation);
        foreach (var id in await _trained.LookAsync(cancellation))
            _machines[id].ReviewedTicks = 0;
        await ReadWearAsync(cancellation);

        // What other shards know is asked for before anything is said: else each restart would end alarms and raise them again.
        if (_elsewhere is { HasAsked: false })
            return;
        var (now, share) = (NowTicks, _options.Period / _options.Life.Period);
        foreach (var machine in _machines.Values
            .Where(machine => now - machine.ReviewedTicks >= _options.Life.Period.Ticks || now < machine.ReviewedTicks)
            .OrderBy(machine => machine.ReviewedTicks)
            .Take(Math.Max(ReviewsMin, (int)Math.Ceiling(_machines.Count * share))).ToList())
            await ReviewAsync(machine, now, cancellation);
    }

    protected override async Task SaveInTurnAsync(CancellationToken cancellation)
    {
        var dirty = _machines.Values.SelectMany(machine => machine.Parts).SelectMany(part => part.Tracks)
            .Where(track => track.IsDirty).ToList();
        if (dirty.Count > 0)
            await SaveAsync(dirty, cancellation);
    }

    protected override void TellFailed(Exception failed) => LogFailed(_log, failed);

    protected override void TellNotSaved(string reason) => LogNotSaved(_log, reason);

    /// <summary>Another version of the plant, and what work has renewed.</summary>
    private async ValueTask FollowAsync(CancellationToken cancellation)
    {
        var renewed = await _renewals.FollowAsync(_engine.Store.WorkOrders, cancellation);
        var runtime = _engine.Runtime;
        if (!ReferenceEquals(runtime, _runtime))
            await FollowAsync(runtime, cancellation);
        foreach (var id in renewed)
        {
            if (_machines.TryGetValue(id, out var machine))
                await CountAsync(machine, NowTicks, cancellation);
        }

        foreach (var machine in _machines.Values.Where(machine => !machine.IsCounted))
            await CountAsync(machine, NowTicks, cancellation);
    }

    private async ValueTask FollowAsync(PlantRuntime runtime, CancellationToken cancellation)
    {
        var tracks = _machines.Values.SelectMany(machine => machine.Parts).SelectMany(part => part.Tracks)
            .ToDictionary(track => track.Key);
        _machines.Clear();
        _fleets.Clear();
        await _trained.BeginAsync(cancellation);
        foreach (var (id, (line, slot)) in runtime.Machines.OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Take(_options.MachinesMax))
        {
            var asset = slot.Twin.Asset;
            IReadOnlyList<MaintenanceTask> tasks = asset.Maintenance.Tasks is { Count: > 0 } own ? own : [NoTask];
            var wear = await TracksOfAsync(slot, tracks, cancellation);
            var parts = tasks.Select(task => new LifePart(
                asset, task, [.. wear.Where(track => (track.Wear.TaskId ?? tasks[0].Id) == task.Id)])).ToArray();
            _machines[id] = new LifeMachine(asset, slot.Key, line, slot, parts);
            foreach (var part in parts)
                Join(part);
            if (asset.LifeModel is { } use)
                _trained.Join(parts.First(part => use.TaskId is null || part.Task.Id == use.TaskId), slot.Key);
        }

        foreach (var gone in _views.Keys.Where(id => !_machines.ContainsKey(id)))
            _views.TryRemove(gone, out _);
        _elsewhere?.Expire();
        _runtime = runtime;
    }

    private void Join(LifePart part)
    {
        var kind = LifePart.KindOf(part.Machine, part.Task);
        if (!_fleets.TryGetValue(kind, out var fleet))
            _fleets[kind] = fleet = new LifeFleet(kind, _options.Life.LivesMax, _elsewhere);
        fleet.Parts.Add(part);
        part.Fleet = fleet;
    }

    /// <summary>Sensors of a machine that show wear; who has the same description goes on.</summary>
    private async ValueTask<List<WearTrack>> TracksOfAsync(
        MachineSlot slot, Dictionary<int, WearTrack> known, CancellationToken cancellation)
    {
        var tracks = new List<WearTrack>();
        for (var index = 0; index < slot.Sensors.Length; index++)
        {
            var sensor = slot.Sensors[index].Asset;
            if (sensor.Wear is null)
                continue;
            var track = new WearTrack(sensor, index, slot.SensorKeys[index]);
            if (known.TryGetValue(track.Key, out var before))
                Load(track, before.Save(_writer));
            else if (await _engine.Store.Health.ReadAsync(track.Key, cancellation) is { } kept)
                Load(track, kept.State);
            tracks.Add(track);
        }

        return tracks;
    }

    private void Load(WearTrack track, ReadOnlyMemory<byte> state)
    {
        try
        {
            track.Load(state.Span);
        }
        catch (StateFormatException unreadable)
        {
            LogUnreadable(_log, track.Sensor.Id, unreadable.Message);
        }
    }

    /// <summary>Lives of a machine's parts from its work orders, with how long each has run.</summary>
    private async ValueTask CountAsync(LifeMachine machine, long nowTicks, CancellationToken cancellation)
    {
        foreach (var part in machine.Parts)
        {
            part.Lives = _renewals.LivesOf(machine.Id, part.Task.Id);
            var ended = new List<(long, Lifetime)>();
            foreach (var life in part.Lives.Where(life => !life.IsRunning))
            {
                var hours = await _hours.BetweenAsync(machine.Key, life.FromTicks, life.ToTicks, cancellation);
                ended.Add((life.ToTicks, life.Lived(hours)));
            }

            part.Ended = ended;
            part.Fleet!.Forget();
            foreach (var track in part.Tracks)
                track.Begin(part.Present.FromTicks);
            await AgeAsync(machine, part, nowTicks, cancellation);
        }

        machine.ReviewedTicks = 0;
    }

    private async ValueTask AgeAsync(LifeMachine machine, LifePart part, long nowTicks, CancellationToken cancellation) =>
        part.AgeHours = await _hours.SinceAsync(machine.Key, part.Present.FromTicks, nowTicks, cancellation);

    private async Task ReadWearAsync(CancellationToken cancellation)
    {
        foreach (var line in _machines.Values.Where(machine => machine.Parts.Any(part => part.Tracks.Count > 0))
            .GroupBy(machine => machine.Line).ToList())
        {
            foreach (var (machine, track, minute, mean) in await line.Key.Mailbox.AskAsync(() => Minutes(line), cancellation))
            {
                if (!track.Push(minute, mean))
                    continue;
                var end = minute + Buckets.WidthTicks;
                track.Read(await _hours.SinceAsync(machine.Key, track.Present.FromTicks, end, cancellation));
                machine.ReviewedTicks = 0;
                await SaveAsync([track], cancellation);
            }
        }
    }

    /// <summary>On the line's loop: minutes that are over, of machines that produced all through them.</summary>
    private static List<(LifeMachine Machine, WearTrack Track, long Minute, double Mean)> Minutes(
        IEnumerable<LifeMachine> machines)
    {
        var minutes = new List<(LifeMachine, WearTrack, long, double)>();
        foreach (var machine in machines)
        {
            var minute = HealthSignals.MinuteOver(machine.Slot.Twin);
            foreach (var track in machine.Parts.SelectMany(part => part.Tracks))
            {
                // A minute in which the life began is not of it.
                if (minute > track.MinuteTicks && minute >= track.Present.FromTicks
                    && HealthSignals.HasProducedSince(machine.Slot.Twin, minute))
                    minutes.Add((machine, track, minute, HealthSignals.MeanOf(machine.Slot.Sensors[track.Index], minute)));
            }
        }

        return minutes;
    }

    private async Task SaveAsync(IReadOnlyList<WearTrack> tracks, CancellationToken cancellation)
    {
        await _engine.Store.Health.SaveAsync(
            [.. tracks.Select(track => new HealthState(track.Key, track.Save(_writer)))], cancellation);
        foreach (var track in tracks)
            track.IsDirty = false;
    }

    [LoggerMessage(1951, LogLevel.Warning, "The remaining life of machines can't be followed just now; it goes on trying.")]
    private static partial void LogFailed(ILogger log, Exception failed);

    [LoggerMessage(
        1952, LogLevel.Warning, "What was learned of the wear of {Sensor} can't be read and is learned anew: {Reason}")]
    private static partial void LogUnreadable(ILogger log, string sensor, string reason);

    [LoggerMessage(1953, LogLevel.Warning, "The newest minutes of wear could not be saved and are left out. {Reason}")]
    private static partial void LogNotSaved(ILogger log, string reason);
}
