using Microsoft.Extensions.Logging;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Engine;
using OrleansTwin.Runtime.Hosting;
using OrleansTwin.Runtime.Maintenance;
using OrleansTwin.Runtime.Shards;
using OrleansTwin.Store;
using OrleansTwin.Twins.Alarms;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Health.Live;
using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Runtime.Health;

/// <summary>
/// Watches the health of machines beside their twins: it asks each line for the minutes that are over, learns and judges them on
/// a thread of its own, and hands to the twins what has become of a machine's condition, as an input. Twins wait for nothing of
/// it, and what it has learned is kept beside the checkpoints.
/// </summary>
internal sealed partial class HealthWatch : TwinWatch
{
    private readonly HealthOptions _options;
    private readonly TwinEngine _engine;
    private readonly MaintenanceDesk? _desk;
    private readonly CauseFinder _causes;
    private readonly ILogger _log;
    private readonly Dictionary<string, WatchedMachine> _machines = new(StringComparer.Ordinal);
    private Dictionary<int, ReadOnlyMemory<byte>>? _kept;
    private readonly StateWriter _writer = new();
    private PlantRuntime? _runtime;

    /// <param name="options">How machines are watched.</param>
    /// <param name="engine">Their twins.</param>
    /// <param name="desk">Takes the work orders that alerts draft; null: they draft none.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">For what operators have to know.</param>
    /// <param name="others">Who may know why a machine alerts; null: nobody else.</param>
    public HealthWatch(
        HealthOptions options, TwinEngine engine, MaintenanceDesk? desk, TimeProvider time, ILogger log,
        OtherShards? others = null)
        : base(time) =>
        (_options, _engine, _desk, _causes, _log) = (options, engine, desk, new CauseFinder(engine.Store, others), log);

    public HealthBook Book { get; } = new();

    public void Start()
    {
        if (_options.MachinesMax == 0)
            return;
        Run(_options.Period, LookAsync);
        Run(_options.SavePeriod, SaveAsync);
    }

    /// <summary>Somebody says that a machine is healthy as it is: its normal is learned anew. Null: it is not watched.</summary>
    public Task<HealthView?> ForgetAsync(string machineId, CancellationToken cancellation) => InTurnAsync(
        async () =>
        {
            await FollowAsync(cancellation);
            if (!_machines.TryGetValue(machineId, out var machine))
                return null;
            machine.Health.Forget();
            await TellAsync(machine, cancellation);
            TellModel(machine);
            await SaveAsync(machine, cancellation);
            return Book.Find(machineId);
        },
        cancellation);

    /// <summary>Takes the minutes that are over since the last time.</summary>
    protected override async Task LookInTurnAsync(CancellationToken cancellation)
    {
        await FollowAsync(cancellation);
        foreach (var line in _machines.Values.GroupBy(machine => machine.Line).ToList())
        {
            foreach (var (machine, minute, row) in await line.Key.Mailbox.AskAsync(() => Read(line), cancellation))
                await PushAsync(machine, minute, row, cancellation);
        }

        await AnswerAsync(cancellation);
        await HearAsync(cancellation);
        await SaveAsync(machine => machine.IsUrgent, cancellation);
    }

    protected override Task SaveInTurnAsync(CancellationToken cancellation) =>
        SaveAsync(machine => machine.IsDirty, cancellation);

    protected override void TellFailed(Exception failed) => LogFailed(_log, failed);

    protected override void TellNotSaved(string reason) => LogNotSaved(_log, reason);

    /// <summary>What was learned before is read when it is first asked for, so that no twin waits for it.</summary>
    private async ValueTask FollowAsync(CancellationToken cancellation)
    {
        _kept ??= (await _engine.Store.Health.ReadAllAsync(cancellation))
            .ToDictionary(state => state.TwinKey, state => state.State);
        var runtime = _engine.Runtime;
        if (!ReferenceEquals(runtime, _runtime))
            Follow(runtime, _kept);
    }

    /// <summary>Another version of the plant: who has the same signals goes on.</summary>
    private void Follow(PlantRuntime runtime, Dictionary<int, ReadOnlyMemory<byte>> kept)
    {
        var before = _machines.ToDictionary();
        _machines.Clear();
        foreach (var (id, (line, slot)) in runtime.Machines.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (_machines.Count >= _options.MachinesMax)
                break;
            var sensors = HealthSignals.Of(slot.Twin.Asset);
            if (sensors.Length < 2)
                continue;
            string[] signals = [.. sensors.Select(sensor => slot.Twin.Asset.Sensors[sensor].LocalId)];
            var health = before.TryGetValue(id, out var known) && known.Health.Signals.SequenceEqual(signals)
                ? known.Health
                : Loaded(slot.Key, kept, new MachineHealth(signals, _options.Learning));
            _machines[id] = new WatchedMachine(id, line, slot, sensors, health) { IsDirty = known?.IsDirty ?? false };
            Book.Put(id, HealthViews.Of(id, health));
        }

        Book.Keep(_machines.ContainsKey);
        _runtime = runtime;
    }

    private MachineHealth Loaded(int key, Dictionary<int, ReadOnlyMemory<byte>> kept, MachineHealth health)
    {
        if (!kept.Remove(key, out var state))
            return health;
        try
        {
            var reader = new StateReader(state.Span);
            return health.Load(ref reader) ? health : new MachineHealth(health.Signals, _options.Learning);
        }
        catch (Exception unreadable) when (unreadable is StateFormatException or Twins.Learning.ModelFormatException)
        {
            LogUnreadable(_log, _engine.Store.Names.NameOf(key), unreadable.Message);
            return new MachineHealth(health.Signals, _options.Learning);
        }
    }

    /// <summary>On the line's loop: minutes that are over, of machines that produced all through them.</summary>
    private static List<(WatchedMachine Machine, long Minute, double[] Row)> Read(IEnumerable<WatchedMachine> machines)
    {
        var minutes = new List<(WatchedMachine, long, double[])>();
        foreach (var machine in machines)
        {
            var twin = machine.Slot.Twin;
            var minute = HealthSignals.MinuteOver(twin);
            if (minute <= machine.Health.MinuteTicks || !HealthSignals.HasProducedSince(twin, minute))
                continue;
            var sensors = machine.Slot.Sensors;
            minutes.Add((machine, minute, [.. machine.Sensors.Select(at => HealthSignals.MeanOf(sensors[at], minute))]));
        }

        return minutes;
    }

    private async Task PushAsync(WatchedMachine machine, long minute, double[] row, CancellationToken cancellation)
    {
        var before = machine.Health.History.Newest;
        machine.IsUrgent |= machine.Health.Alert is not null;
        machine.Health.Push(minute, row);
        machine.IsUrgent |= machine.Health.Alert is not null;
        machine.IsDirty = true;
        await TellAsync(machine, cancellation);
        if (machine.Health.History.Newest == before)
            return;
        TellModel(machine);
        await SaveAsync(machine, cancellation);
    }

    private async Task SaveAsync(WatchedMachine machine, CancellationToken cancellation)
    {
        await _engine.Store.Health.SaveAsync([machine.Save(_writer)], cancellation);
        (machine.IsDirty, machine.IsUrgent) = (false, false);
    }

    private async Task SaveAsync(Func<WatchedMachine, bool> isWanted, CancellationToken cancellation)
    {
        foreach (var part in _machines.Values.Where(isWanted).Chunk(100))
        {
            await _engine.Store.Health.SaveAsync([.. part.Select(machine => machine.Save(_writer))], cancellation);
            foreach (var machine in part)
                (machine.IsDirty, machine.IsUrgent) = (false, false);
        }
    }

    /// <summary>
    /// The twin hears of an alert, and of its end, once; one that it did not take is told again with the next minute.
    /// </summary>
    private async Task TellAsync(WatchedMachine machine, CancellationToken cancellation)
    {
        var (id, health) = (machine.Id, machine.Health);
        Book.Put(id, HealthViews.Of(id, health));
        var isAlert = health.Condition == HealthCondition.Alert;
        if (isAlert == StandingSince(machine) > 0)
            return;
        await _engine.SenseAsync(
            new SensedInput(
                id, AlarmSource.Anomaly, isAlert, health.Score?.Score ?? 0, health.MinuteTicks + Buckets.WidthTicks),
            cancellation);
    }

    /// <summary>When the alarm was raised that stands; 0: none does.</summary>
    private long StandingSince(WatchedMachine machine) =>
        _engine.Alarms.Find(machine.Id, AlarmSource.Anomaly) is { ReturnedTicks: null } alarm ? alarm.RaisedTicks : 0;

    [LoggerMessage(1901, LogLevel.Warning, "The health of machines can't be watched just now; it goes on trying.")]
    private static partial void LogFailed(ILogger log, Exception failed);

    [LoggerMessage(1902, LogLevel.Warning, "What was learned of {Machine} can't be read and is learned anew: {Reason}")]
    private static partial void LogUnreadable(ILogger log, string machine, string reason);

    [LoggerMessage(
        1903, LogLevel.Warning, "What was learned of machines' health could not be saved; it is saved next time. {Reason}")]
    private static partial void LogNotSaved(ILogger log, string reason);

    private sealed class WatchedMachine(string id, LinePartition line, MachineSlot slot, int[] sensors, MachineHealth health)
    {
        public string Id => id;

        public LinePartition Line => line;

        public MachineSlot Slot => slot;

        /// <summary>Indexes of the sensors that are its signals.</summary>
        public int[] Sensors => sensors;

        public MachineHealth Health => health;

        /// <summary>When the alarm was raised that has drafted a work order; 0: none since the process began.</summary>
        public long DraftedTicks { get; set; }

        /// <summary>In which look its awaited order was looked at last.</summary>
        public long HeardInLook { get; set; }

        /// <summary>Changed since it was saved.</summary>
        public bool IsDirty { get; set; }

        /// <summary>It has seen a minute of an alert, which a finding is to teach: a kill must not cost it.</summary>
        public bool IsUrgent { get; set; }

        public HealthState Save(StateWriter writer)
        {
            writer.Clear();
            health.Save(writer);
            return new HealthState(slot.Key, writer.ToArray());
        }
    }
}
