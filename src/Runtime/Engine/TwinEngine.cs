using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OrleansTwin.Diagnostics;
using OrleansTwin.Ingest.Pipeline;
using OrleansTwin.Runtime.Webhooks;
using OrleansTwin.Store;
using OrleansTwin.Twins.Alarms;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Runtime.Engine;

/// <summary>
/// From the batch to the durable checkpoint (DESIGN, rule 4). A batch gets the journal's next number, goes to the partitions and
/// to the journal beside one another, and is told as committed when the journal has it. Every few seconds a checkpoint saves
/// what the twins have become up to a batch, once that batch is durable, and truncates the journal behind it. A start loads the
/// checkpoint and replays the journal after it, through the same partitions.
/// </summary>
internal sealed partial class TwinEngine : IBatchSink, IAsyncDisposable
{
    /// <summary>Findings told at a time; a file that is damaged all over is told by its newest.</summary>
    private const int DamageToldMax = 20;

    private readonly ILogger _log;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly SemaphoreSlim _checkpoint = new(1, 1);
    private readonly List<Snapshot> _keptSnapshots = [];
    private readonly List<LedgerRow> _keptRows = [];
    private readonly List<AlarmRow> _keptAlarms = [];
    private readonly List<OutboxEvent> _keptEvents = [];
    private readonly AlarmEvents _events;
    private readonly CommitLane _lane;
    private volatile PlantRuntime _runtime;
    private volatile bool _isReloading;
    private long _dispatched;
    private long _checkpoints;
    private long _damageTold;

    private TwinEngine(
        ITwinStore store, AlarmBook alarms, PlantRuntime runtime, TimeProvider time, RecoveryOptions recovery, ILogger log)
    {
        (Store, Alarms, _runtime, _log) = (store, alarms, runtime, log);
        _lane = new CommitLane(store.Journal, Latencies.Append, time);
        _events = new AlarmEvents(store.Names.NameOf, time);
        _dispatched = store.Journal.CheckpointCursor;
        _damageTold = store.Damage.Accepted;
        Recovery = new TwinRecovery(this, recovery, time, log);
    }

    public ITwinStore Store { get; }

    public AlarmBook Alarms { get; private set; }

    /// <summary>The twins of the plant in force.</summary>
    public PlantRuntime Runtime => _runtime;

    /// <summary>Loads the twins again when a partition has stopped.</summary>
    public TwinRecovery Recovery { get; }

    /// <summary>The twins are loaded again just now: what the store answers is not whole.</summary>
    public bool IsReloading => _isReloading;

    /// <summary>Checkpoints written since the process began.</summary>
    public long Checkpoints => Interlocked.Read(ref _checkpoints);

    /// <summary>Number of the newest batch handed to the twins.</summary>
    public long DispatchedSequence => Interlocked.Read(ref _dispatched);

    public EngineLatencies Latencies { get; } = new();

    /// <summary>What the last checkpoint ran into; null: it succeeded.</summary>
    public Exception? CheckpointFault { get; private set; }

    /// <summary>Loads the checkpoint of a plant's twins and replays the journal after it.</summary>
    public static async Task<TwinEngine> StartAsync(
        Plant plant,
        ITwinStore store,
        ILogger log,
        CancellationToken cancellation,
        TimeProvider? time = null,
        RecoveryOptions? recovery = null)
    {
        var alarms = new AlarmBook();
        var runtime = await PlantRuntime.LoadAsync(
            plant, store, store.Journal.CheckpointCursor, alarms, log, cancellation);
        var engine = new TwinEngine(
            store, alarms, runtime, time ?? TimeProvider.System, recovery ?? new RecoveryOptions(), log);
        engine.TellDamage();
        await engine.ReplayAsync(runtime, async () => await engine.CheckpointAsync(cancellation), cancellation);
        engine.Recovery.Start();
        return engine;
    }

    public PipelineStatus? Stall => _lane.Stall;

    /// <summary>Hands a batch to the twins and to the journal; the task within completes when it is durable.</summary>
    /// <exception cref="StoreUnavailableException">
    /// Nothing was taken: the history's buffer or the journal is full, and no checkpoint can be written.
    /// </exception>
    public ValueTask<Task> TakeAsync(IngestBatch batch, CancellationToken cancel) =>
        TakeAsync(batch.Samples, IngestReceipts.Of(batch), batch.ReceivedAt, cancel);

    /// <summary>
    /// The same for samples that come from elsewhere than this process's pipeline; they and their receipts stay as they are until
    /// they are durable. What the twins are handed must become so, or no checkpoint can be written any more: there is room first.
    /// </summary>
    public async ValueTask<Task> TakeAsync(
        ReadOnlyMemory<SensorSample> samples,
        ReadOnlyMemory<Receipt> receipts,
        long receivedAt,
        CancellationToken cancellation)
    {
        if (!Store.History.IsBufferFull && await TryTakeAsync(samples, receipts, receivedAt, cancellation) is { } taken)
            return taken;
        await RelieveAsync(cancellation);
        return await TryTakeAsync(samples, receipts, receivedAt, cancellation)
            ?? throw new StoreUnavailableException(
                $"{samples.Length} samples may not fit into the journal beside "
                + $"{DispatchedSequence - Store.Journal.CheckpointCursor} batches. "
                + "It goes on by itself when a checkpoint has made room; if none does, raise JournalBytesMax.");
    }

    /// <summary>
    /// Lets time pass for machines whose sources are quiet; the tick is journaled like a sample. A part of a plant may have none.
    /// </summary>
    /// <param name="nowTicks">By the host's clock.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="hasBegun">The host listens only since now.</param>
    /// <exception cref="StoreUnavailableException">As for a batch.</exception>
    public async Task TickAsync(long nowTicks, CancellationToken cancellation, bool hasBegun = false)
    {
        if (Runtime.Machines.Count == 0)
            return;
        Store.Names.TryGetKey(ClockTicks.Name, out var key);
        var tick = new Sample(nowTicks, hasBegun ? ClockTicks.Begin : 0);
        var durable = await TakeAsync(new SensorSample[] { new(key, tick) }, default, 0, cancellation);
        await durable.WaitAsync(cancellation);
    }

    /// <summary>An operator acts on an alarm of a machine or of one of its sensors: journaled, then done.</summary>
    /// <exception cref="AlarmRefusedException">The alarm's state does not allow that.</exception>
    /// <exception cref="StoreUnavailableException">As for a batch.</exception>
    public async Task ActAsync(string machineId, AlarmPlace place, AlarmAction action, CancellationToken cancellation)
    {
        var input = new AlarmInput(Guid.NewGuid(), machineId, place, action);
        var alarms = Alarms;
        var outcome = alarms.Await(input.Id);
        try
        {
            Store.Names.TryGetKey(AlarmInput.Name, out var key);
            SensorSample[] samples = [new(key, new Sample(action.AtTicks, input.ToText()))];
            var durable = await TakeAsync(samples, default, 0, cancellation);
            await durable.WaitAsync(cancellation);
            if (await outcome.WaitAsync(cancellation) is { } refused)
                throw refused;
        }
        finally
        {
            alarms.GiveUp(input.Id);
        }
    }

    /// <summary>What was sensed of a machine beside its twin: journaled, then done.</summary>
    /// <exception cref="StoreUnavailableException">As for a batch.</exception>
    public async Task SenseAsync(SensedInput sensed, CancellationToken cancellation)
    {
        Store.Names.TryGetKey(SensedInput.Name, out var key);
        SensorSample[] samples = [new(key, new Sample(sensed.AtTicks, sensed.ToText()))];
        var durable = await TakeAsync(samples, default, 0, cancellation);
        await durable.WaitAsync(cancellation);
    }

    /// <summary>
    /// Saves what the twins have become. A failure changes nothing; the next checkpoint takes everything along.
    /// </summary>
    public Task<CheckpointSummary> CheckpointAsync(CancellationToken cancellation) =>
        CheckpointAsync(isLast: false, cancellation);

    private async Task<CheckpointSummary> CheckpointAsync(bool isLast, CancellationToken cancellation)
    {
        await _checkpoint.WaitAsync(cancellation);
        using var span = Tracing.Start("checkpoint");
        var start = Stopwatch.GetTimestamp();
        try
        {
            var cut = await BeginSaveAsync(cancellation);
            Keep(await cut.Saving);
            await cut.Durable.WaitAsync(cancellation);
            var summary = await WriteAsync(cut.Cursor, isLast, cancellation);
            Latencies.Checkpoint.RecordSince(start);
            span?.SetTag("checkpoint.cursor", summary.Cursor).SetTag("checkpoint.samples", summary.Samples);
            return summary;
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            CheckpointFault = failed;
            span.Fail(failed);
            throw;
        }
        finally
        {
            _checkpoint.Release();
        }
    }

    /// <summary>Folds what is queued, saves it, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await Recovery.DisposeAsync();
        await _lane.DisposeAsync();
        try
        {
            await CheckpointAsync(isLast: true, CancellationToken.None);
        }
        catch (Exception failed)
        {
            // Whatever it was: the journal has everything since the last one, and the partitions must end.
            LogCheckpointFailed(_log, failed);
        }

        await _runtime.DisposeAsync();
        _gate.Dispose();
        _checkpoint.Dispose();
    }

    /// <summary>History's buffer or the journal is full: nothing is taken before a checkpoint has emptied them.</summary>
    private async ValueTask RelieveAsync(CancellationToken cancellation)
    {
        try
        {
            await CheckpointAsync(cancellation);
        }
        catch (MailboxStoppedException stopped)
        {
            throw new StoreUnavailableException(
                $"{Store.History.BufferedSamples} samples wait for a checkpoint, which a stopped partition prevents.", stopped);
        }
    }

    // On its way to the journal first: the twins fold while the disk syncs.
    private async ValueTask<Task?> TryTakeAsync(
        ReadOnlyMemory<SensorSample> samples,
        ReadOnlyMemory<Receipt> receipts,
        long receivedAt,
        CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            var batch = new JournalBatch(samples, receipts, DispatchedSequence + 1);
            if (!_lane.HasRoomFor(batch))
                return null;
            var durable = await _lane.BeginAsync(batch, cancellation);
            await DispatchAsync(samples, batch.Sequence, receivedAt);
            return durable;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async ValueTask DispatchAsync(ReadOnlyMemory<SensorSample> samples, long sequence, long receivedAt)
    {
        var start = Stopwatch.GetTimestamp();
        await _runtime.DispatchAsync(samples, sequence, receivedAt);
        Latencies.Dispatch.RecordSince(start);
        Interlocked.Exchange(ref _dispatched, sequence);
    }

    private async Task<(long Cursor, Task<PartitionSave> Saving, Task Durable)> BeginSaveAsync(CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            return (DispatchedSequence, _runtime.SaveAsync(), _lane.Newest);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>What a checkpoint that fails has saved goes with the next.</summary>
    private void Keep(PartitionSave save)
    {
        _keptSnapshots.AddRange(save.Snapshots);
        _keptRows.AddRange(save.Rows);
        _keptAlarms.AddRange(save.Alarms);
        if (Store.Outbox.IsOn)
            _keptEvents.AddRange(_events.Of(save.Alarms));
    }

    private async Task<CheckpointSummary> WriteAsync(long cursor, bool isLast, CancellationToken cancellation)
    {
        var checkpoint = new Checkpoint(cursor, _keptSnapshots, _keptRows, _keptAlarms)
        {
            IsLast = isLast,
            Events = _keptEvents,
        };
        var summary = await Store.CheckpointAsync(checkpoint, cancellation);
        _keptSnapshots.Clear();
        _keptRows.Clear();
        _keptAlarms.Clear();
        _keptEvents.Clear();
        CheckpointFault = null;
        Interlocked.Increment(ref _checkpoints);
        TellDamage();
        return summary;
    }

    private void TellDamage()
    {
        var count = Store.Damage.Count;
        foreach (var damage in Store.Damage.List((int)Math.Min(DamageToldMax, count - _damageTold)))
            LogDamage(_log, damage.Kind, damage.Detail);
        _damageTold = count;
    }

    [LoggerMessage(1101, LogLevel.Information, "Replayed {Batches} journal batches after the last checkpoint.")]
    private static partial void LogReplayed(ILogger log, long batches);

    [LoggerMessage(1102, LogLevel.Error, "The checkpoint could not be written; the journal keeps everything since the last one.")]
    private static partial void LogCheckpointFailed(ILogger log, Exception failed);

    [LoggerMessage(1103, LogLevel.Warning, "Damaged and set aside ({Kind}): {Detail}")]
    private static partial void LogDamage(ILogger log, DamageKind kind, string detail);
}
