using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OrleansTwin.Diagnostics;
using OrleansTwin.Store;
using OrleansTwin.Twins.Alarms;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Reports;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Runtime.Engine;

/// <summary>
/// All twins of one version of a plant, in partitions by line. A new version of the plant is a new runtime that is loaded from
/// the snapshots of the old one.
/// </summary>
internal sealed class PlantRuntime : IAsyncDisposable
{
    /// <summary>How long folds still wait for a database that is away when the runtime ends.</summary>
    private static readonly TimeSpan EndWait = TimeSpan.FromSeconds(5);

    private readonly PatientMemory _store;
    private readonly int _clockKey;
    private readonly int _alarmsKey;
    private readonly AlarmBook _alarms;
    private readonly int _sensedKey;
    private readonly List<AlarmInput> _actions = [];
    private readonly List<SensedInput> _sensed = [];
    private readonly RoutedBatch?[] _open;
    private readonly long[] _clocks;
    private readonly bool[] _hasClock;
    private Route[] _routes;
    private bool _isDisposed;

    /// <param name="plant">The plant.</param>
    /// <param name="store">Of the twins.</param>
    /// <param name="alarms">Takes what happens to alarms.</param>
    /// <param name="log">For partitions that stop.</param>
    /// <param name="keys">Of the clock, of orders on alarms, and of what is sensed.</param>
    private PlantRuntime(Plant plant, PatientMemory store, AlarmBook alarms, ILogger log, int[] keys)
    {
        (Plant, _store, _alarms, _clockKey, _alarmsKey, _sensedKey) = (plant, store, alarms, keys[0], keys[1], keys[2]);
        var products = plant.Products.ToDictionary(product => product.Id, StringComparer.Ordinal);
        var parents = plant.Assets.OfType<CompositeAsset>()
            .Where(parent => parent.Children.Any(child => child is MachineAsset)).ToList();
        var own = parents.Where(parent => parent.Children.All(child => child is MachineAsset)).ToHashSet();
        var children = new EverChildren(store.Names);
        Trunk = new Trunk(
            plant.Assets.OfType<CompositeAsset>().Where(composite => !own.Contains(composite)), store, children, log);
        Lines =
        [
            .. parents.Select(parent => new LinePartition(
                parent, SlotsOf(parent, products), store, Trunk, children, alarms, log)),
        ];
        _routes = [];
        (_open, _clocks, _hasClock) = (new RoutedBatch[Lines.Length], new long[Lines.Length], new bool[Lines.Length]);
        AddClocks();
        Machines = Lines.SelectMany(line => line.Machines.Select(machine => (line, machine)))
            .ToDictionary(pair => pair.machine.Twin.Id, pair => (pair.line, pair.machine), StringComparer.Ordinal);
        for (var line = 0; line < Lines.Length; line++)
            AddRoutes(line);
        Ended = Task.WhenAny(Mailboxes.Select(mailbox => mailbox.Ended));
    }

    public Plant Plant { get; }

    public LinePartition[] Lines { get; }

    public Trunk Trunk { get; }

    /// <summary>How long a partition takes for its part of a batch, refolds included.</summary>
    public LatencyHistogram Folding { get; } = new();

    public IReadOnlyDictionary<string, (LinePartition Line, MachineSlot Machine)> Machines { get; }

    public IEnumerable<Mailbox> Mailboxes => Lines.Select(line => line.Mailbox).Append(Trunk.Mailbox);

    /// <summary>Completes when a partition has ended, by a fault or in order.</summary>
    public Task Ended { get; }

    /// <summary>The partition that a fault has stopped; null: none.</summary>
    public Mailbox? Stopped => Mailboxes.FirstOrDefault(mailbox => mailbox.Fault is not null);

    /// <summary>What folds wait for the database with; null: they don't.</summary>
    public string? Waiting => _store.Waiting;

    /// <summary>Makes the runtime of a plant and loads the snapshots that the store has of its twins.</summary>
    /// <param name="plant">The plant.</param>
    /// <param name="store">Has the snapshots.</param>
    /// <param name="cursor">The batch up to which they stand.</param>
    /// <param name="alarms">Takes the alarms that stand.</param>
    /// <param name="log">For partitions that stop.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<PlantRuntime> LoadAsync(
        Plant plant, ITwinMemory store, long cursor, AlarmBook alarms, ILogger log, CancellationToken cancellation)
    {
        string[] ids = [ClockTicks.Name, AlarmInput.Name, SensedInput.Name, .. plant.Assets.Select(asset => asset.Id)];
        var keys = await store.Names.GetOrAddAsync(ids, cancellation);
        var runtime = new PlantRuntime(plant, new PatientMemory(store), alarms, log, keys);
        try
        {
            var lost = new List<string>();
            await foreach (var snapshot in store.Snapshots.ReadAllAsync(cancellation))
            {
                var id = store.Names.NameOf(snapshot.TwinKey);
                if (snapshot.IsLost)
                    lost.Add(id);
                else
                    runtime.Load(id, snapshot.State.Span);
            }

            runtime.BeginAnew(lost, cursor);
            runtime.HandUp();
        }
        catch
        {
            await runtime.DisposeAsync();
            throw;
        }

        return runtime;
    }

    /// <summary>
    /// Hands a committed batch to the partitions, in the journal's order: one call at a time. Waits while a partition's queue
    /// is full. Samples of sensors that the plant no longer has go to the history only.
    /// </summary>
    public async ValueTask DispatchAsync(ReadOnlyMemory<SensorSample> samples, long sequence, long receivedAt = 0)
    {
        var (clock, hasBegun) = Sort(samples.Span, sequence, receivedAt);
        for (var line = 0; line < _open.Length; line++)
        {
            var (partition, batch, now) = (Lines[line], _open[line], _hasClock[line] ? _clocks[line] : clock);
            (_open[line], _clocks[line]) = (null, 0);
            if (batch is not null)
                await PostAsync(partition, () => FoldAsync(partition, batch));
            if (now > 0)
                await PostAsync(partition, () => partition.TickAsync(now, hasBegun));
        }

        await ActAsync();
    }

    /// <summary>
    /// Takes from all partitions what has changed up to here: call while nothing is dispatched, then wait for the answer beside
    /// further dispatches. What was taken is not told again: a partition that can't hand over all stops, and with it all that the
    /// others handed over is worth nothing, since the twins are loaded again.
    /// </summary>
    public async Task<PartitionSave> SaveAsync()
    {
        var saves = await Task.WhenAll(Lines.Select(line => line.Mailbox.TakeAsync(line.Save)));
        var trunk = await Trunk.Mailbox.TakeAsync(Trunk.Save);
        var all = saves.Append(trunk).ToList();
        return new PartitionSave(
            [.. all.SelectMany(save => save.Snapshots)], [.. all.SelectMany(save => save.Rows)],
            [.. all.SelectMany(save => save.Alarms)]);
    }

    /// <summary>
    /// The state of a sensor, machine or composite when everything dispatched so far is folded, to the byte.
    /// </summary>
    public async Task<byte[]> StateOfAsync(Asset asset)
    {
        await DrainAsync();
        var line = Array.Find(Lines, line => line.Owns(asset));
        return line is not null
            ? await line.Mailbox.AskAsync(() => line.StateOf(asset))
            : await Trunk.Mailbox.AskAsync(() => Trunk.StateOf(asset.Id));
    }

    /// <summary>Waits until everything dispatched so far is folded and has climbed to the root.</summary>
    public async Task DrainAsync()
    {
        await Task.WhenAll(Lines.Select(line => line.Mailbox.AskAsync(() => true)));
        await Trunk.Mailbox.AskAsync(() => true);
    }

    /// <summary>The data ends at a moment: everything before is settled.</summary>
    public async Task SettleAsync(long atTicks)
    {
        foreach (var line in Lines)
            await line.Mailbox.PostAsync(() => line.SettleAllAsync(atTicks));
        await DrainAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
            return;
        _store.EndAfter(EndWait);
        foreach (var line in Lines)
            await line.DisposeAsync();
        await Trunk.DisposeAsync();
        _store.Dispose();
    }

    /// <summary>
    /// A partition that has stopped takes nothing more, the others go on: what it misses is durable, and is replayed to it when
    /// the twins are loaded again.
    /// </summary>
    private static async ValueTask PostAsync(LinePartition partition, Func<ValueTask> work)
    {
        try
        {
            await partition.Mailbox.PostAsync(work);
        }
        catch (MailboxStoppedException)
        {
            // Health tells of it.
        }
    }

    private async ValueTask ActAsync()
    {
        foreach (var action in _actions)
        {
            if (Machines.TryGetValue(action.MachineId, out var found))
                await PostAsync(found.Line, () => found.Line.ActAsync(action));
        }

        _actions.Clear();
        foreach (var sensed in _sensed)
        {
            if (Machines.TryGetValue(sensed.MachineId, out var found))
                await PostAsync(found.Line, () => found.Line.SenseAsync(sensed));
        }

        _sensed.Clear();
    }

    private async ValueTask FoldAsync(LinePartition partition, RoutedBatch batch)
    {
        var start = Stopwatch.GetTimestamp();
        await partition.ApplyAsync(batch);
        Folding.RecordSince(start);
    }

    private (long Clock, bool HasBegun) Sort(ReadOnlySpan<SensorSample> samples, long sequence, long receivedAt)
    {
        var (clock, hasBegun) = (0L, false);
        foreach (ref readonly var item in samples)
        {
            if (item.SensorKey >= _routes.Length)
                AddClocks();
            var route = item.SensorKey < _routes.Length ? _routes[item.SensorKey] : default;
            if (item.SensorKey == _clockKey || route.IsClock)
                hasBegun |= item.Sample.Value == ClockTicks.Begin;
            if (item.SensorKey == _clockKey)
                clock = item.Sample.SourceTicks;
            else if (route.IsClock)
                _clocks[route.Line] = item.Sample.SourceTicks;
            else if (item.SensorKey == _alarmsKey)
                _actions.Add(AlarmInput.Parse(item.Sample.Text ?? ""));
            else if (item.SensorKey == _sensedKey)
                _sensed.Add(SensedInput.Parse(item.Sample.Text ?? ""));
            else if (route.IsKnown)
                (_open[route.Line] ??= RoutedBatch.Rent(sequence, receivedAt)).Add(route.Machine, route.Sensor, item.Sample);
            else
                _store.History.Buffer(item.SensorKey, item.Sample, sequence);
        }

        return (clock, hasBegun);
    }

    /// <summary>Machines whose state was lost start anew; then composites go on with what their children say.</summary>
    private void BeginAnew(List<string> lost, long cursor)
    {
        foreach (var id in lost)
        {
            if (Machines.TryGetValue(id, out var found))
                found.Machine.BeginAnew(cursor);
        }

        foreach (var id in lost.OrderByDescending(id => id.Count(step => step == '/')))
            CompositeOf(id)?.Resume(LiveOf);
    }

    /// <summary>
    /// Where machines or lines have left with this version of the plant, all above is told at once: what is left may be quiet.
    /// </summary>
    private void HandUp()
    {
        var composites = Lines.Select(line => line.Line).OfType<CompositeSlot>().Concat(Trunk.Composites.Values);
        foreach (var slot in composites.OrderByDescending(slot => slot.Asset.Id.Count(step => step == '/')))
        {
            if (slot.Asset.ParentId is { } parent)
                CompositeOf(parent)?.Apply(slot.Asset.Id, slot.Twin.Live);
        }
    }

    /// <summary>Whether its twins have an alarm that an earlier version of the plant had.</summary>
    public bool HasAlarm(AlarmEntry alarm)
    {
        var (machine, sensor) = alarm.Asset is SensorAsset of ? (of.ParentId ?? "", of.LocalId) : (alarm.Asset.Id, "");
        return Machines.TryGetValue(machine, out var found)
            && found.Machine.Twin.Alarms?.All.ContainsKey(new AlarmPlace(sensor, alarm.Source)) == true;
    }

    private CompositeSlot? CompositeOf(string id) =>
        Trunk.Composites.GetValueOrDefault(id) ?? Array.Find(Lines, line => line.Line?.Asset.Id == id)?.Line;

    /// <summary>What a machine or composite hands up now, as of its loop's last batch.</summary>
    public LiveReport LiveOf(string id) =>
        Machines.TryGetValue(id, out var found) ? found.Machine.Twin.Live : CompositeOf(id)?.Twin.Live ?? default;

    /// <summary>The same of a composite, asked on its loop.</summary>
    public Task<LiveReport> LiveOfAsync(string compositeId, CancellationToken cancellation = default)
    {
        var line = Array.Find(Lines, line => line.Line?.Asset.Id == compositeId);
        return (line?.Mailbox ?? Trunk.Mailbox).AskAsync(() => LiveOf(compositeId), cancellation);
    }

    private void Load(string id, ReadOnlySpan<byte> state)
    {
        if (Machines.TryGetValue(id, out var found))
            Load(found.Machine, state);
        else if (Trunk.Composites.ContainsKey(id))
            Trunk.Load(id, state);
        else
            Array.Find(Lines, line => line.Line?.Asset.Id == id)?.Load(state);
    }

    private void Load(MachineSlot machine, ReadOnlySpan<byte> state)
    {
        machine.Load(state);
        if (machine.Twin.Alarms is { } alarms)
            _alarms.Load(machine.Twin.Asset, alarms);
    }

    private MachineSlot[] SlotsOf(CompositeAsset parent, IReadOnlyDictionary<string, Product> products) =>
        [.. parent.Children.OfType<MachineAsset>().Select(machine => new MachineSlot(machine, products, _store.Names))];

    private void AddRoutes(int line)
    {
        for (var machine = 0; machine < Lines[line].Machines.Length; machine++)
        {
            var keys = Lines[line].Machines[machine].SensorKeys;
            for (var sensor = 0; sensor < keys.Length; sensor++)
                _routes[keys[sensor]] = new Route(true, line, machine, sensor);
        }
    }

    /// <summary>A line that has a name for its Edge's clock goes by that clock, and by no other, for good.</summary>
    private void AddClocks()
    {
        var routes = new Route[_store.Names.Count];
        _routes.CopyTo(routes, 0);
        for (var key = _routes.Length; key < routes.Length; key++)
        {
            var line = ClockTicks.LineOf(_store.Names.NameOf(key)) is { } id
                ? Array.FindIndex(Lines, line => line.Mailbox.Name == id)
                : -1;
            if (line < 0)
                continue;
            _hasClock[line] = true;
            routes[key] = new Route(false, line, 0, 0) { IsClock = true };
        }

        _routes = routes;
    }

    private readonly record struct Route(bool IsKnown, int Line, int Machine, int Sensor)
    {
        /// <summary>It is the clock of the line.</summary>
        public bool IsClock { get; init; }
    }
}
