using OrleansTwin.Store;

namespace OrleansTwin.Edge.Tests.Support;

/// <summary>A real store whose journal takes nothing while its disk is said to be full.</summary>
internal sealed class BrittleStore(ITwinStore store) : ITwinStore
{
    private readonly BrittleJournal _journal = new(store.Journal);

    /// <summary>Set: appends fail.</summary>
    public bool IsFull
    {
        get => _journal.IsFull;
        set => _journal.IsFull = value;
    }

    public INameTable Names => store.Names;

    public ISnapshots Snapshots => store.Snapshots;

    public IJournal Journal => _journal;

    public IReceipts Receipts => store.Receipts;

    public IHistory History => store.History;

    public ILedger Ledger => store.Ledger;

    public IPlantVersions PlantVersions => store.PlantVersions;

    public IAuditLog Audit => store.Audit;

    public IUnknownTags UnknownTags => store.UnknownTags;

    public IDeadLetters DeadLetters => store.DeadLetters;

    public IDamageReport Damage => store.Damage;

    public ValueTask<CheckpointSummary> CheckpointAsync(Checkpoint checkpoint, CancellationToken cancellation = default) =>
        store.CheckpointAsync(checkpoint, cancellation);

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

        public long BytesMaxOf(in JournalBatch batch) => journal.BytesMaxOf(batch);

        public bool HasRoomFor(long bytes) => journal.HasRoomFor(bytes);

        public ValueTask<long> AppendAsync(JournalBatch batch, CancellationToken cancellation = default) => _isFull
            ? ValueTask.FromException<long>(new StoreUnavailableException("disk full"))
            : journal.AppendAsync(batch, cancellation);

        public IAsyncEnumerable<JournalEntry> ReadAfterAsync(long cursor, CancellationToken cancellation = default) =>
            journal.ReadAfterAsync(cursor, cancellation);
    }
}
