using Microsoft.Extensions.Logging;
using OrleansTwin.Store;
using OrleansTwin.Twins.Alarms;
using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Reports;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Runtime.Engine;

/// <summary>
/// The machines below one composite, with their sensors, and the composite itself where it has nothing but machines: all on one
/// loop. It applies what the journal has committed, works off refolds at the end of a batch, and hands reports up to the trunk.
/// </summary>
internal sealed class LinePartition : IAsyncDisposable
{
    private readonly LoopMemory _store;
    private readonly Trunk _trunk;
    private readonly TwinChanges _changes;
    private readonly CompositeSlot? _line;
    private readonly LineFlow? _flow;
    private readonly List<FoldedBucket> _reports = [];
    private readonly List<BucketReport> _up = [];
    private readonly List<(string Id, LiveReport Live)> _live = [];
    private readonly HashSet<int> _touched = [];
    private readonly AlarmBook _alarms;
    private readonly List<MachineAlarmChange> _alarmChanges = [];
    private List<AlarmRow> _alarmRows = [];
    private readonly StateWriter _writer = new();

    /// <summary>Kept for a line whose flow is no longer described: it goes on there if it comes back.</summary>
    private byte[]? _flowBefore;

    public LinePartition(
        CompositeAsset parent, MachineSlot[] machines, ITwinMemory store, Trunk trunk, EverChildren children, AlarmBook alarms,
        ILogger log)
    {
        (_store, _trunk, _alarms, Machines) = (new LoopMemory(store), trunk, alarms, machines);
        _changes = new TwinChanges(_store);
        _line = parent.Children.All(child => child is MachineAsset)
            ? new CompositeSlot(parent, _store, _changes, children.KeysOf(parent.Id))
            : null;
        _flow = _line is not null && parent.Flow.Count > 0 ? new LineFlow(parent, machines, _line.Key, _store, _changes) : null;
        Mailbox = new Mailbox(parent.Id, capacity: 64, log);
    }

    public Mailbox Mailbox { get; }

    public MachineSlot[] Machines { get; }

    /// <summary>The composite, where it belongs to this partition.</summary>
    public CompositeSlot? Line => _line;

    /// <summary>Buckets folded again since the process began.</summary>
    public long Refolds { get; private set; }

    /// <summary>Samples folded since the process began.</summary>
    public long Samples { get; private set; }

    /// <summary>Whether a twin is one of its machines or stands above one. Any thread.</summary>
    public bool HasMachineBelow(string id) => Array.Exists(
        Machines, machine => machine.Twin.Id == id || machine.Twin.Id.StartsWith(id + "/", StringComparison.Ordinal));

    /// <summary>Folds a committed batch. Runs on the partition's loop.</summary>
    public async ValueTask ApplyAsync(RoutedBatch batch)
    {
        var receivedAt = batch.ReceivedAt;
        Fold(batch);
        foreach (var machine in _touched)
        {
            await SettleAsync(machine);
            TellAlarms(Machines[machine]);
        }

        await HandUpAsync(receivedAt);
        _touched.Clear();
    }

    /// <summary>An operator acts on an alarm of one of its machines.</summary>
    public async ValueTask ActAsync(AlarmInput input)
    {
        var index = Array.FindIndex(Machines, machine => machine.Twin.Id == input.MachineId);
        AlarmRefusedException? refusal = null;
        try
        {
            Machines[index].Twin.Act(input.Place, input.Action);
        }
        catch (AlarmRefusedException refused)
        {
            refusal = refused;
        }

        Touch(index);
        await HandUpAsync();
        _touched.Clear();
        _alarms.Answer(input.Id, refusal);
    }

    /// <summary>Who watches machines beside the twins has sensed something of one.</summary>
    public async ValueTask SenseAsync(SensedInput input)
    {
        var index = Array.FindIndex(Machines, machine => machine.Twin.Id == input.MachineId);
        Machines[index].Twin.Sense(input.Source, input.IsActive, input.Value, input.AtTicks);
        Touch(index);
        await HandUpAsync();
        _touched.Clear();
    }

    /// <summary>
    /// Time has come to a moment: machines that have been quiet for a while settle up to there, where that does more than let
    /// time pass. A plant that sleeps has nothing to save or to hand up but once a minute.
    /// </summary>
    /// <param name="atTicks">By the receiver's clock.</param>
    /// <param name="hasBegun">The host has begun to listen with this tick.</param>
    public async ValueTask TickAsync(long atTicks, bool hasBegun)
    {
        var settledTicks = atTicks - ClockTicks.LagTicks;
        for (var i = 0; i < Machines.Length; i++)
        {
            var machine = Machines[i];
            if (machine.FollowSilence(atTicks, hasBegun))
                Touch(i);
            if (atTicks - machine.LastReceiveTicks < ClockTicks.QuietTicks)
                continue;
            if (machine.Twin.Alarms is { } alarms && alarms.DueTicks <= settledTicks)
            {
                machine.Twin.AdvanceAlarms(settledTicks);
                Touch(i);
            }

            if (machine.LastReceiveTicks == 0 || !machine.Twin.IsDue(settledTicks))
                continue;
            machine.Twin.AdvanceTo(settledTicks);
            machine.IsDirty = true;
            await SettleAsync(i, isForced: true);
        }

        await HandUpAsync();
        _touched.Clear();
    }

    /// <summary>Settles everything up to a moment: the data ends there.</summary>
    public async ValueTask SettleAllAsync(long atTicks)
    {
        for (var i = 0; i < Machines.Length; i++)
        {
            Machines[i].Twin.AdvanceTo(atTicks);
            Machines[i].IsDirty = true;
            await SettleAsync(i, isForced: true);
        }

        await HandUpAsync();
    }

    /// <summary>What has changed since the last time. Runs on the partition's loop.</summary>
    public PartitionSave Save()
    {
        var snapshots = new List<Snapshot>();
        foreach (var machine in Machines)
        {
            if (!machine.IsDirty)
                continue;
            snapshots.Add(new Snapshot(machine.Key, machine.Save(_writer)));
            machine.IsDirty = false;
        }

        if (_line is { IsDirty: true })
        {
            snapshots.Add(new Snapshot(_line.Key, StateOf(_line)));
            _line.Taken();
        }

        var alarms = _alarmRows;
        _alarmRows = [];
        return new PartitionSave(snapshots, _changes.TakeRows(), alarms);
    }

    /// <summary>Whether a twin is on its loop. Any thread.</summary>
    public bool Owns(Asset asset)
    {
        var id = asset is SensorAsset ? asset.ParentId : asset.Id;
        return _line?.Asset.Id == id || Array.Exists(Machines, machine => machine.Twin.Id == id);
    }

    /// <summary>The state of one of its machines or sensors, or of the line itself. Runs on the partition's loop.</summary>
    public byte[] StateOf(Asset asset)
    {
        if (_line is not null && asset.Id == _line.Asset.Id)
            return StateOf(_line);
        var machine = Machines.First(machine => machine.Twin.Id == (asset is SensorAsset ? asset.ParentId : asset.Id));
        return asset is SensorAsset sensor ? machine.StateOf(sensor, _writer) : machine.Save(_writer).ToArray();
    }

    /// <summary>Restores the line itself: its composite twin and its flow.</summary>
    public void Load(ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state);
        _line?.Read(ref reader);
        if (CompositeState.ReadFlow(ref reader) is not { } flow)
            return;
        if (_flow is null)
            _flowBefore = flow;
        else
            _flow.Read(flow);
    }

    public ValueTask DisposeAsync() => Mailbox.DisposeAsync();

    private void Fold(RoutedBatch batch)
    {
        foreach (ref readonly var run in batch.Runs)
        {
            var machine = Machines[run.Machine];
            var samples = batch.SamplesOf(run);
            foreach (ref readonly var sample in samples)
                _store.History.Buffer(machine.SensorKeys[run.Sensor], sample, batch.Sequence);
            machine.Apply(run.Sensor, samples);
            _touched.Add(run.Machine);
        }

        Samples += batch.Count;
        batch.Return();
    }

    /// <summary>A machine's alarms have changed, maybe, without a sample.</summary>
    private void Touch(int index)
    {
        Machines[index].IsDirty = true;
        TellAlarms(Machines[index]);
        _touched.Add(index);
    }

    private void TellAlarms(MachineSlot machine)
    {
        if (machine.Twin.Alarms is not { HasChanges: true } alarms)
            return;
        alarms.TakeChanges(_alarmChanges);
        foreach (var (place, number, rule, change, _) in _alarmChanges)
            _alarmRows.Add(new AlarmRow(machine.Key, number, place, rule.Priority, change));
        _alarms.Follow(machine.Twin.Asset, alarms, _alarmChanges);
        _alarmChanges.Clear();
    }

    private async ValueTask SettleAsync(int index, bool isForced = false)
    {
        var machine = Machines[index];
        if (machine.Twin.HasReports)
        {
            machine.Twin.TakeReports(_reports);
            if (machine.Twin.TryTakeOpen(out var open))
                _reports.Add(new FoldedBucket(open.ToReport(), machine.Twin.Opening));
            await StoreAsync(machine);
        }

        if (!machine.TakeRefoldTurn(isForced) || machine.Twin.NextRefold is null)
            return;
        Refolds += await Refolding.RunAsync(machine.Twin, new MachinePast(machine, _store), _reports, CancellationToken.None);
        await StoreAsync(machine);
    }

    private async ValueTask StoreAsync(MachineSlot machine)
    {
        foreach (var folded in _reports)
        {
            _changes.Put(machine.Key, folded);
            await FollowAsync(folded.Report);
        }

        _reports.Clear();
    }

    private async ValueTask FollowAsync(BucketReport report)
    {
        await ClimbAsync(report);
        if (_flow is null)
            return;
        foreach (var correction in await _flow.ApplyAsync(report))
            await ClimbAsync(correction);
    }

    private async ValueTask ClimbAsync(BucketReport report)
    {
        if (_line is null)
            _up.Add(report);
        else if (await _line.ApplyAsync(report) is { } own)
            _up.Add(own);
    }

    private byte[] StateOf(CompositeSlot line)
    {
        _writer.Clear();
        line.Write(_writer);
        CompositeState.WriteFlow(_writer, _flow?.Save() ?? _flowBefore);
        return _writer.ToArray();
    }

    /// <summary>The batch ends: hands up what it has changed, each twin and bucket once.</summary>
    private async ValueTask HandUpAsync(long receivedAt = 0)
    {
        foreach (var touched in _touched)
            HandUp(Machines[touched].Twin);
        if (_line is { } line)
        {
            line.TakeReports(_up);
            if (_touched.Count > 0)
                _live.Add((line.Asset.Id, line.Twin.Live));
        }

        if (_up.Count > 0 || _live.Count > 0)
            await _trunk.PostAsync(_up, [.. _live], receivedAt);
        _up.Clear();
        _live.Clear();
        _store.Forget();
    }

    private void HandUp(MachineTwin machine)
    {
        if (_line is null)
            _live.Add((machine.Id, machine.Live));
        else
            _line.Apply(machine.Id, machine.Live);
    }
}
