using System.Collections.Concurrent;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Engine;
using OrleansTwin.Runtime.Hosting;
using OrleansTwin.Store;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Runtime.Answers;

/// <summary>Answers the gateway from the twins in this process and its embedded store.</summary>
internal sealed partial class TwinHost(
    TwinEngine engine, PlantIngest ingest, PlantControl plants, TimeProvider time) : ITwinHost
{
    /// <summary>How long a question waits: for a partition that is busy, for folds that wait for a database.</summary>
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(5);

    /// <summary>How long a question may read the history, of which it may want a year of many sensors.</summary>
    private static readonly TimeSpan ReadingMax = TimeSpan.FromSeconds(60);

    private static readonly long CacheTicks = TimeSpan.FromSeconds(1).Ticks;

    private readonly ClockWatch _clock = new(time);
    private readonly ConcurrentDictionary<string, (long AtTicks, NamedSpan Span, ElementVector Sum)> _shifts =
        new(StringComparer.Ordinal);

    private long NowTicks => time.GetUtcNow().UtcTicks;

    private Plant Plant => engine.Runtime.Plant;

    public Task<Page<TwinSummary>> ListTwinsAsync(TwinListQuery query, CancellationToken cancellation)
    {
        var found = engine.Runtime.AssetsInOrder
            .Where(asset => query.ParentId is null || asset.ParentId == query.ParentId)
            .Where(asset => query.Kind is null || asset.Kind == query.Kind)
            .Where(asset => query.Text is null || Contains(asset, query.Text))
            .Where(asset => query.Cursor is null || string.CompareOrdinal(asset.Id, query.Cursor) > 0)
            .Take(query.Limit + 1)
            .ToList();
        var next = found.Count > query.Limit ? found[query.Limit - 1].Id : null;
        return Task.FromResult(new Page<TwinSummary>([.. found.Take(query.Limit).Select(Summary)], next));
    }

    public async Task<TwinView?> GetTwinAsync(string id, CancellationToken cancellation) =>
        await GetManyAsync([id], cancellation) is [var view] ? view : null;

    public Task<IReadOnlyList<TwinView>> GetManyAsync(IReadOnlyCollection<string> ids, CancellationToken cancellation) =>
        AskAsync((runtime, giveUp) => ViewAsync(runtime, ids, giveUp), AnswerMax, cancellation);

    /// <summary>
    /// Asks the twins of the plant in force, and what the store has of them; once more where others took their place meanwhile.
    /// Whatever it waits for, an answer comes in time.
    /// </summary>
    private async Task<T> AskAsync<T>(
        Func<PlantRuntime, CancellationToken, Task<T>> question, TimeSpan answerMax, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(answerMax, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        while (true)
        {
            var runtime = engine.Runtime;
            try
            {
                var answer = await question(runtime, either.Token).WaitAsync(either.Token);
                if (ReferenceEquals(runtime, engine.Runtime) && !engine.IsReloading)
                    return answer;
            }
            catch (MailboxStoppedException) when (!ReferenceEquals(runtime, engine.Runtime))
            {
                // Asked anew.
            }
            catch (MailboxStoppedException stopped)
            {
                throw NoPartition(stopped);
            }
            catch (StoreUnavailableException away)
            {
                throw NoStore(away);
            }
            catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellation.IsCancellationRequested)
            {
                throw Unavailable(
                    $"No answer within {answerMax.TotalSeconds} s{CauseOf(runtime)}.", "an answer within that time.",
                    "Ask again; /health/ready tells what it waits for.");
            }

            if (engine.IsReloading)
                throw Reloading();
        }
    }

    private static string CauseOf(PlantRuntime runtime) => runtime.Waiting is { } waiting
        ? $": twins wait for the database ({waiting.TrimEnd('.')})"
        : runtime.Mailboxes.MaxBy(mailbox => mailbox.BusyFor) is { BusyFor: var busy, Name: var name } && busy >= AnswerMax
            ? $": partition {name} is at one batch for {busy.TotalSeconds:0} s"
            : "";

    /// <summary>What the store does besides, and what it may be away for.</summary>
    private async Task<T> OfStoreAsync<T>(Task<T> work)
    {
        try
        {
            return await work;
        }
        catch (StoreUnavailableException away)
        {
            throw NoStore(away);
        }
        catch (MailboxStoppedException stopped)
        {
            throw NoPartition(stopped);
        }
    }

    private HostFaultException NoPartition(MailboxStoppedException stopped) =>
        Unavailable(stopped.Message, "a running partition.", engine.Recovery.Remedy);

    private static HostFaultException NoStore(StoreUnavailableException away) =>
        Unavailable(away.Message, "a store that answers.", "Try again; /health/ready tells how the store is.");

    private HostFaultException Reloading() =>
        Unavailable("The twins are being loaded again.", "running partitions.", engine.Recovery.Remedy);

    private static HostFaultException Unavailable(string found, string expected, string remedy) =>
        new(HostFault.Unavailable, found, expected, remedy);

    private async Task<IReadOnlyList<TwinView>> ViewAsync(
        PlantRuntime runtime, IReadOnlyCollection<string> ids, CancellationToken cancellation)
    {
        var views = new List<TwinView>(ids.Count);
        var wanted = ids.Select(runtime.Plant.Find).OfType<Asset>().ToList();
        foreach (var machine in wanted.GroupBy(
            asset => asset is SensorAsset ? asset.ParentId! : asset is MachineAsset ? asset.Id : ""))
        {
            if (runtime.Machines.TryGetValue(machine.Key, out var found))
                views.AddRange(await ViewMachineAsync(found.Line, found.Machine, [.. machine], cancellation));
        }

        foreach (var composite in wanted.OfType<CompositeAsset>())
            views.Add(await ViewCompositeAsync(runtime, composite, cancellation));
        return views;
    }

    private async Task<List<TwinView>> ViewMachineAsync(
        LinePartition line, MachineSlot slot, IReadOnlyList<Asset> wanted, CancellationToken cancellation)
    {
        var (span, sum) = wanted.Any(asset => asset is MachineAsset) ? await ShiftAsync(slot.Twin.Asset, cancellation) : default;
        var now = NowTicks;
        return await line.Mailbox.AskAsync(
            () => wanted.Select(asset => asset is SensorAsset sensor
                ? TwinViews.Sensor(slot.Sensors[slot.Twin.Asset.IndexOf(sensor.LocalId)], now)
                : TwinViews.Machine(slot, span, sum, now)).ToList(),
            cancellation);
    }

    private async Task<TwinView> ViewCompositeAsync(PlantRuntime runtime, CompositeAsset asset, CancellationToken cancellation)
    {
        var (span, sum) = await ShiftAsync(asset, cancellation);
        var line = runtime.Lines.FirstOrDefault(partition => partition.Line?.Asset.Id == asset.Id);
        var live = line is { Line: { } slot }
            ? await line.Mailbox.AskAsync(() => slot.Twin.Live, cancellation)
            : await runtime.Trunk.Mailbox.AskAsync(() => runtime.Trunk.Composites[asset.Id].Twin.Live, cancellation);
        return TwinViews.Composite(asset, live, await StaleBelowAsync(runtime, asset, cancellation), span, sum);
    }

    private async Task<int> StaleBelowAsync(PlantRuntime runtime, CompositeAsset asset, CancellationToken cancellation)
    {
        var (now, stale) = (NowTicks, 0);
        foreach (var line in runtime.Lines.Where(line => line.HasMachineBelow(asset.Id)))
        {
            stale += await line.Mailbox.AskAsync(
                () => line.Machines
                    .Where(machine => machine.Twin.Id.StartsWith(asset.Id + "/", StringComparison.Ordinal))
                    .Sum(machine => machine.Sensors.Count(sensor => sensor.IsStale(now))),
                cancellation);
        }

        return stale;
    }

    /// <summary>The present shift's sums; asked for at most once a second per twin, however many watch.</summary>
    private async Task<(NamedSpan Span, ElementVector Sum)> ShiftAsync(Asset asset, CancellationToken cancellation)
    {
        var now = NowTicks;
        if (_shifts.TryGetValue(asset.Id, out var kept) && now - kept.AtTicks < CacheTicks && now >= kept.AtTicks)
            return (kept.Span, kept.Sum);
        var span = ShiftWindows.PresentShift(ShiftWindows.CalendarOf(asset), now);
        var sum = await new ElementSums(engine).SumAsync(asset, span.ToMinutes(), null, cancellation);
        _shifts[asset.Id] = (now, span, sum);
        return (span, sum);
    }

    private static bool Contains(Asset asset, string text) =>
        asset.Id.Contains(text, StringComparison.OrdinalIgnoreCase)
        || asset.Name.Contains(text, StringComparison.OrdinalIgnoreCase);

    private static TwinSummary Summary(Asset asset) => new(
        asset.Id, asset.Name, asset.Kind, asset.ParentId, (asset as MachineAsset)?.Type, (asset as SensorAsset)?.Unit);
}
