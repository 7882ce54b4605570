using OrleansTwin.Runtime.Engine;
using OrleansTwin.Store;
using OrleansTwin.Twins.Reports;

namespace OrleansTwin.Runtime.Tests.Engine;

public sealed class PatientMemoryTests
{
    private static readonly LedgerRowKey Row = new(1, ReportPart.Own, 0);

    [Fact]
    public async Task A_read_waits_until_the_database_is_back()
    {
        var away = new MemoryAway(reads: 1);
        using var memory = new PatientMemory(away);

        Assert.Null(await memory.Ledger.ReadRowAsync(Row));
        Assert.Equal(2, away.Reads);
        Assert.Null(memory.Waiting);
    }

    [Fact]
    public async Task A_read_fails_if_the_process_ends_before_the_database_is_back()
    {
        using var memory = new PatientMemory(new MemoryAway(reads: int.MaxValue));
        memory.EndAfter(TimeSpan.Zero);

        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await memory.Ledger.ReadRowAsync(Row));
    }

    /// <summary>A ledger whose first reads find the database away.</summary>
    private sealed class MemoryAway(int reads) : ITwinMemory, IFoldLedger
    {
        public int Reads { get; private set; }

        public INameTable Names => throw new NotSupportedException();

        public ISnapshots Snapshots => throw new NotSupportedException();

        public IFoldHistory History => throw new NotSupportedException();

        public IFoldLedger Ledger => this;

        public void Put(LedgerRow row) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<LedgerRow>> ReadRowsAsync(
            int twinKey, ReportPart part, long fromTicks, long toTicks, int limit, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public ValueTask<LedgerRow?> ReadRowAsync(LedgerRowKey key, CancellationToken cancellation) =>
            ++Reads <= reads
                ? throw new StoreUnavailableException("The database is away.")
                : ValueTask.FromResult<LedgerRow?>(null);
    }
}
