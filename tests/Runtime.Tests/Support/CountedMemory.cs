using OrleansTwin.Store;
using OrleansTwin.Twins.Reports;

namespace OrleansTwin.Runtime.Tests.Support;

/// <summary>A memory that counts what is asked of its ledger: with a database server each is a round trip.</summary>
internal sealed class CountedMemory(ITwinMemory inner) : ITwinMemory, IFoldLedger
{
    private long _reads;

    public long Reads => Interlocked.Read(ref _reads);

    public INameTable Names => inner.Names;

    public ISnapshots Snapshots => inner.Snapshots;

    public IFoldHistory History => inner.History;

    public IFoldLedger Ledger => this;

    public void Put(LedgerRow row) => inner.Ledger.Put(row);

    public ValueTask<IReadOnlyList<LedgerRow>> ReadRowsAsync(
        int twinKey, ReportPart part, long fromTicks, long toTicks, int limit, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _reads);
        return inner.Ledger.ReadRowsAsync(twinKey, part, fromTicks, toTicks, limit, cancellation);
    }

    public ValueTask<LedgerRow?> ReadRowAsync(LedgerRowKey key, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _reads);
        return inner.Ledger.ReadRowAsync(key, cancellation);
    }
}
