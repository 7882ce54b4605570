using OrleansTwin.Store;
using OrleansTwin.Twins.Reports;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Runtime.Engine;

/// <summary>
/// The twins' memory over a database that may be away for a while: reads wait until it is back. A fold that is half done can't
/// be given up, its twins would be lost until the next start; while it waits, mailboxes fill and hold sources back.
/// </summary>
internal sealed class PatientMemory(ITwinMemory inner) : ITwinMemory, IFoldHistory, IFoldLedger, IDisposable
{
    private static readonly TimeSpan TryEvery = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _end = new();
    private volatile string? _waiting;

    public INameTable Names => inner.Names;

    public ISnapshots Snapshots => inner.Snapshots;

    public IFoldHistory History => this;

    public IFoldLedger Ledger => this;

    /// <summary>What the database was last found away with, until a read succeeds.</summary>
    public string? Waiting => _waiting;

    /// <summary>The process ends: what still waits then fails, and is replayed from the journal at the next start.</summary>
    public void EndAfter(TimeSpan wait) => _end.CancelAfter(wait);

    public void Buffer(int sensorKey, in Sample sample, long sequence) => inner.History.Buffer(sensorKey, sample, sequence);

    public IReadOnlyList<HistoryGap> GapsIn(int sensorKey, long fromTicks, long toTicks) =>
        inner.History.GapsIn(sensorKey, fromTicks, toTicks);

    public ValueTask<Sample[]> ReadAsync(
        int sensorKey, long fromTicks, long toTicks, int limit = int.MaxValue, CancellationToken cancellation = default) =>
        WaitAsync(() => inner.History.ReadAsync(sensorKey, fromTicks, toTicks, limit, cancellation), cancellation);

    public void Put(LedgerRow row) => inner.Ledger.Put(row);

    public ValueTask<IReadOnlyList<LedgerRow>> ReadRowsAsync(
        int twinKey, ReportPart part, long fromTicks, long toTicks, int limit = int.MaxValue,
        CancellationToken cancellation = default) =>
        WaitAsync(() => inner.Ledger.ReadRowsAsync(twinKey, part, fromTicks, toTicks, limit, cancellation), cancellation);

    public ValueTask<LedgerRow?> ReadRowAsync(LedgerRowKey key, CancellationToken cancellation = default) =>
        WaitAsync(() => inner.Ledger.ReadRowAsync(key, cancellation), cancellation);

    public void Dispose() => _end.Dispose();

    private async ValueTask<T> WaitAsync<T>(Func<ValueTask<T>> read, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                var answer = await read();
                if (_waiting is not null)
                    _waiting = null;
                return answer;
            }
            catch (StoreUnavailableException away) when (!_end.IsCancellationRequested)
            {
                _waiting = away.Message;
                await Task.Delay(TryEvery, cancellation);
            }
        }
    }
}
