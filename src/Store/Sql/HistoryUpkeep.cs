using OrleansTwin.Store.Buffers;
using OrleansTwin.Store.Codecs;

namespace OrleansTwin.Store.Sql;

/// <summary>
/// What is done for history between checkpoints, in slices between which other writes pass: damaged rows are set aside, hours are
/// merged and settled, old ones let go. The checkpoint before stands, whatever happens here; who wants to close the store waits
/// for a slice, no more.
/// </summary>
internal sealed class HistoryUpkeep(
    WriterLoop writer, HourKeeper hours, Retention retention, HistoryBounds bounds)
{
    private const int SamplesPerSlice = 50_000;
    private const int SamplesPerRun = 1_000_000;
    private const int DropSlicesPerRun = 200;

    public async ValueTask RunAsync(CancellationToken isEnough)
    {
        try
        {
            await SetAsideAsync().ConfigureAwait(false);
            for (var left = SamplesPerRun; left > 0 && !isEnough.IsCancellationRequested;)
            {
                var done = await RunAsync(database => hours.WorkSome(database, SamplesPerSlice)).ConfigureAwait(false);
                if (done == 0)
                    break;
                left -= done;
            }

            for (var slice = 0; slice < DropSlicesPerRun && !isEnough.IsCancellationRequested; slice++)
            {
                if (await RunAsync(retention.DropSome).ConfigureAwait(false) == 0)
                    break;
            }

            await SetAsideAsync().ConfigureAwait(false);
        }
        catch (Exception failed) when (
            failed is StoreUnavailableException or StoreCorruptedException or StoreRefusedException)
        {
            // Chunks are read as they are; the writer has counted the failure.
            hours.Forget();
        }
    }

    /// <summary>Moves what is known to be damaged out of its tables.</summary>
    public async ValueTask SetAsideAsync()
    {
        while (bounds.Damage.TryTake(out var found))
        {
            try
            {
                await writer.RunAsync(database => SetAside(database, found)).ConfigureAwait(false);
            }
            catch (StoreCorruptedException)
            {
                // The row's page is damaged too: it stays where it is, and is known.
                await writer.RunAsync(database => SetAside(database, found with { Table = "" })).ConfigureAwait(false);
            }
        }
    }

    // A slice that was begun is finished: the checkpoint that it follows has succeeded.
    private ValueTask<int> RunAsync(Func<SqlDatabase, int> slice) => writer.RunAsync(slice, cancellation: CancellationToken.None);

    private bool SetAside(SqlDatabase database, in FoundDamage found)
    {
        if (found.Table == "ledger")
        {
            LedgerTable.SetAside(database, found, bounds.Damage);
            return true;
        }

        DamageTable.SetAside(database, found);
        if (found.Table == "rollup")
            RollupTable.Rebuild(database, found.Damage.TwinKey, found.Damage.FromTicks, found.Damage.ToTicks, bounds.Damage);
        var hour = Hours.Of(found.Damage.FromTicks);
        if (found.Damage.Kind == DamageKind.Aggregates && hour >= bounds.SamplesFromHour)
            hours.Resettle(database, found.Damage.TwinKey, hour);
        return true;
    }
}
