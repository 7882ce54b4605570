namespace OrleansTwin.Store;

/// <summary>
/// One database for everything that a host must keep (ADR 3): the journal of accepted samples, and what was made from it up to a
/// cursor (snapshots, ledger
/// rows, history). <see cref="CheckpointAsync"/> moves that cursor in one transaction, so that a crash at any moment leaves a
/// state that
/// "load, then replay the journal after the cursor" continues exactly. All members may be called from any thread unless they say
/// otherwise.
/// </summary>
public interface ITwinStore : ITwinMemory, IAsyncDisposable
{
    IJournal Journal { get; }

    IReceipts Receipts { get; }

    new IHistory History { get; }

    new ILedger Ledger { get; }

    IFoldHistory ITwinMemory.History => History;

    IFoldLedger ITwinMemory.Ledger => Ledger;

    IPlantVersions PlantVersions { get; }

    IAuditLog Audit { get; }

    IAlarmLog Alarms { get; }

    IOutbox Outbox { get; }

    IHealthStates Health { get; }

    /// <summary>What a trained model has seen of the present life of each machine that it follows.</summary>
    IHealthStates LifeTracks { get; }

    ITrainedModels TrainedModels { get; }

    IWorkOrders WorkOrders { get; }

    IUnknownTags UnknownTags { get; }

    IDeadLetters DeadLetters { get; }

    /// <summary>What was found damaged and set aside.</summary>
    IDamageReport Damage { get; }

    /// <summary>
    /// Writes, in one transaction: the snapshots and rows given, the history samples buffered with a sequence up to the cursor,
    /// receipts and dead letters; then truncates the journal up to the cursor. Nothing is changed when it throws; the next call
    /// takes everything along. One call at a time. Cancelled, it leaves history's upkeep that follows for the next time.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// The cursor lies behind the last checkpoint or ahead of the last committed batch.
    /// </exception>
    /// <exception cref="StoreUnavailableException">The disk is full or cannot be written.</exception>
    ValueTask<CheckpointSummary> CheckpointAsync(Checkpoint checkpoint, CancellationToken cancellation = default);

    /// <summary>
    /// Lets go of what was buffered and put since the last checkpoint, as a restart does: the host is about to fold the journal
    /// behind it anew. Nobody may buffer, put or write a checkpoint meanwhile.
    /// </summary>
    void Forget();

    /// <summary>A consistent-enough copy of all counters, for metrics.</summary>
    StoreCounters ReadCounters();
}
