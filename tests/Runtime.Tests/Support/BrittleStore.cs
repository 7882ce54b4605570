using OrleansTwin.Store;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Runtime.Tests.Support;

/// <summary>A real store whose journal takes nothing while its disk is said to be full, and that may make folds fail.</summary>
internal sealed class BrittleStore(ITwinStore store) : ITwinStore
{
    private readonly BrittleJournal _journal = new(store.Journal);
    private readonly BrittleHistory _history = new(store.History);

    /// <summary>Set: appends fail.</summary>
    public bool IsFull
    {
        get => _journal.IsFull;
        set => _journal.IsFull = value;
    }

    /// <summary>Folds of this value fail, always.</summary>
    public const double Unfoldable = 666;

    /// <summary>Over a store, so that folds of <see cref="Unfoldable"/> fail.</summary>
    public static BrittleStore Over(ITwinStore store) => new(store)
    {
        Folding = (_, sample) =>
        {
            if (sample.Value == Unfoldable)
                throw new InvalidOperationException("planted");
        },
    };

    /// <summary>Called with the sensor's key and each sample that is folded; what it throws stops the partition.</summary>
    public Action<int, Sample>? Folding
    {
        get => _history.Folding;
        set => _history.Folding = value;
    }

    public INameTable Names => store.Names;

    public ISnapshots Snapshots => store.Snapshots;

    public IJournal Journal => _journal;

    public IReceipts Receipts => store.Receipts;

    public IHistory History => _history;

    public ILedger Ledger => store.Ledger;

    public IPlantVersions PlantVersions => store.PlantVersions;

    public IAuditLog Audit => store.Audit;

    public IAlarmLog Alarms => store.Alarms;

    public IOutbox Outbox => store.Outbox;

    public IHealthStates Health => store.Health;

    public IHealthStates LifeTracks => store.LifeTracks;

    public ITrainedModels TrainedModels => store.TrainedModels;

    public IWorkOrders WorkOrders => store.WorkOrders;

    public IUnknownTags UnknownTags => store.UnknownTags;

    public IDeadLetters DeadLetters => store.DeadLetters;

    public IDamageReport Damage => store.Damage;

    public ValueTask<CheckpointSummary> CheckpointAsync(Checkpoint checkpoint, CancellationToken cancellation = default) =>
        store.CheckpointAsync(checkpoint, cancellation);

    public void Forget() => store.Forget();

    public StoreCounters ReadCounters() => store.ReadCounters();

    public ValueTask DisposeAsync() => store.DisposeAsync();

    private sealed class BrittleJournal(IJournal journal) : IJournal
    {
        private volatile bool _isFull;

        public bool IsFull
        {
            get => _isFull;
            set => _isFull = value;
        }

        public long LastSequence => journal.LastSequence;

        public long CheckpointCursor => journal.CheckpointCursor;

        public long KeptAfter => journal.KeptAfter;

        public void Release(long cursor) => journal.Release(cursor);

        public long BytesMaxOf(in JournalBatch batch) => journal.BytesMaxOf(batch);

        public bool HasRoomFor(long bytes) => journal.HasRoomFor(bytes);

        public ValueTask<long> AppendAsync(JournalBatch batch, CancellationToken cancellation = default) => _isFull
            ? ValueTask.FromException<long>(new StoreUnavailableException("disk full"))
            : journal.AppendAsync(batch, cancellation);

        public IAsyncEnumerable<JournalEntry> ReadAfterAsync(long cursor, CancellationToken cancellation = default) =>
            journal.ReadAfterAsync(cursor, cancellation);
    }

    private sealed class BrittleHistory(IHistory history) : IHistory
    {
        public Action<int, Sample>? Folding { get; set; }

        public long SamplesFromTicks => history.SamplesFromTicks;

        public long BufferedSamples => history.BufferedSamples;

        public bool IsBufferFull => history.IsBufferFull;

        public void Buffer(int sensorKey, in Sample sample, long sequence)
        {
            Folding?.Invoke(sensorKey, sample);
            history.Buffer(sensorKey, sample, sequence);
        }

        public ValueTask<Sample[]> ReadAsync(
            int sensorKey, long fromTicks, long toTicks, int limit, CancellationToken cancellation) =>
            history.ReadAsync(sensorKey, fromTicks, toTicks, limit, cancellation);

        public ValueTask<Sample?> ReadLastBeforeAsync(int sensorKey, long beforeTicks, CancellationToken cancellation) =>
            history.ReadLastBeforeAsync(sensorKey, beforeTicks, cancellation);

        public ValueTask<HistoryPoint[]> ReadPointsAsync(
            int sensorKey, long fromTicks, long toTicks, int points, CancellationToken cancellation) =>
            history.ReadPointsAsync(sensorKey, fromTicks, toTicks, points, cancellation);
    }
}
