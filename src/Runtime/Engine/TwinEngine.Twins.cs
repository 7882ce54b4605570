using OrleansTwin.Diagnostics;
using OrleansTwin.Store;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Runtime.Engine;

/// <content>Twins that take the place of those in force, and the journal that they replay.</content>
internal sealed partial class TwinEngine
{
    /// <summary>
    /// Puts another version of the plant in force: checkpoint, then new twins from the snapshots of the old ones.
    /// </summary>
    public async Task ReplacePlantAsync(Plant plant, PlantVersionInfo version, CancellationToken cancellation)
    {
        using var span = Tracing.Start("replace plant");
        await AloneAsync(() => ReplaceAsync(plant, version, cancellation), cancellation);
    }

    /// <summary>
    /// After a partition has stopped: loads all twins again from the checkpoint and lets them fold the journal behind it, as a
    /// start does. All of them, since the others have taken part in what is folded anew.
    /// </summary>
    /// <param name="stopped">The twins with the partition; nothing happens if they are not in force any more.</param>
    /// <param name="cancellation">The process ends.</param>
    public async Task ReloadAsync(PlantRuntime stopped, CancellationToken cancellation)
    {
        using var span = Tracing.Start("reload twins");
        await AloneAsync(() => ReloadAloneAsync(stopped, cancellation), cancellation);
    }

    private async Task ReplaceAsync(Plant plant, PlantVersionInfo version, CancellationToken cancellation)
    {
        Keep(await _runtime.SaveAsync());
        await _lane.Newest.WaitAsync(cancellation);
        await WriteAsync(DispatchedSequence, isLast: false, cancellation);
        var next = await PlantRuntime.LoadAsync(
            plant, Store, Store.Journal.CheckpointCursor, Alarms, _log, cancellation);
        try
        {
            await Store.PlantVersions.PutInForceAsync(version.Number, version.AtTicks, cancellation);
        }
        catch
        {
            await next.DisposeAsync();
            throw;
        }

        Alarms.Keep(next.HasAlarm);
        await Interlocked.Exchange(ref _runtime, next).DisposeAsync();
    }

    private async Task ReloadAloneAsync(PlantRuntime stopped, CancellationToken cancellation)
    {
        if (!ReferenceEquals(stopped, _runtime))
            return;
        await _lane.Newest.WaitAsync(cancellation);
        _isReloading = true;
        try
        {
            await stopped.DisposeAsync();
            Store.Forget();
            _keptSnapshots.Clear();
            _keptRows.Clear();
            _keptAlarms.Clear();
            _keptEvents.Clear();
            var alarms = new AlarmBook();
            var next = await PlantRuntime.LoadAsync(
                stopped.Plant, Store, Store.Journal.CheckpointCursor, alarms, _log, cancellation);
            try
            {
                // Everything has been in the buffer before: there is room for it.
                await ReplayAsync(next, () => Task.CompletedTask, cancellation);
            }
            catch
            {
                await next.DisposeAsync();
                throw;
            }

            (Alarms, _runtime) = (alarms, next);
        }
        finally
        {
            _isReloading = false;
        }
    }

    /// <summary>Does something while nothing is taken and no checkpoint written.</summary>
    private async Task AloneAsync(Func<Task> work, CancellationToken cancellation)
    {
        await _checkpoint.WaitAsync(cancellation);
        try
        {
            await _gate.WaitAsync(cancellation);
            try
            {
                await work();
            }
            finally
            {
                _gate.Release();
            }
        }
        finally
        {
            _checkpoint.Release();
        }
    }

    /// <summary>A partition that stops at it is brought back, or given up, by <see cref="Recovery"/>: the others serve.</summary>
    private async Task ReplayAsync(PlantRuntime runtime, Func<Task> relieve, CancellationToken cancellation)
    {
        var (from, last) = (Store.Journal.CheckpointCursor, Store.Journal.CheckpointCursor);
        await foreach (var entry in Store.Journal.ReadAfterAsync(from, cancellation))
        {
            if (Store.History.IsBufferFull)
                await relieve();
            await runtime.DispatchAsync(entry.Samples, entry.Sequence, receivedAt: 0);
            Interlocked.Exchange(ref _dispatched, last = entry.Sequence);
        }

        try
        {
            await runtime.DrainAsync();
        }
        catch (MailboxStoppedException)
        {
            // Health tells of it.
        }

        if (last > from)
            LogReplayed(_log, last - from);
    }
}
