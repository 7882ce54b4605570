using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Runtime.Engine;
using OrleansTwin.Runtime.Health;
using OrleansTwin.Runtime.Lives;
using OrleansTwin.Runtime.Maintenance;
using OrleansTwin.Runtime.Webhooks;
using OrleansTwin.Store;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Runtime.Shards;

/// <summary>A shard whose twins are in this process: answers from them and from their store.</summary>
internal sealed partial class LocalShard(
    TwinEngine engine, TimeProvider time, HealthWatch? health = null, LifeWatch? lives = null, MaintenanceDesk? desk = null,
    WebhookSet? webhooks = null) : IShard
{
    private readonly StoredElements _elements = new(engine.Store);
    private readonly ShiftSums _shifts = new(engine.Store, time);

    private long NowTicks => time.GetUtcNow().UtcTicks;

    public Task<IReadOnlyList<TwinView>> GetManyAsync(IReadOnlyCollection<string> ids, CancellationToken cancellation) =>
        AskAsync((runtime, giveUp) => ViewAsync(runtime, ids, giveUp), Patience.Answer, cancellation);

    public Task<IReadOnlyList<CompositePart>> GetPartsAsync(
        IReadOnlyCollection<CompositePartQuery> queries, CancellationToken cancellation) =>
        AskAsync((runtime, giveUp) => PartsAsync(runtime, queries, giveUp), Patience.Answer, cancellation);

    /// <summary>
    /// Asks the twins of the plant in force, and what the store has of them; once more where others took their place meanwhile.
    /// Whatever it waits for, an answer comes in time.
    /// </summary>
    private async Task<T> AskAsync<T>(
        Func<PlantRuntime, CancellationToken, Task<T>> question, TimeSpan patience, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(patience, time);
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
                throw Refusals.Unavailable(stopped.Message, "a running partition.", engine.Recovery.Remedy);
            }
            catch (StoreUnavailableException away)
            {
                throw Refusals.NoStore(away);
            }
            catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellation.IsCancellationRequested)
            {
                throw Refusals.Unavailable(
                    $"No answer within {patience.TotalSeconds} s{CauseOf(runtime)}.", "an answer within that time.",
                    "Ask again; /health/ready tells what it waits for.");
            }

            if (engine.IsReloading)
                throw Refusals.Unavailable("The twins are being loaded again.", "running partitions.", engine.Recovery.Remedy);
        }
    }

    private static string CauseOf(PlantRuntime runtime) => runtime.Waiting is { } waiting
        ? $": twins wait for the database ({waiting.TrimEnd('.')})"
        : runtime.Mailboxes.MaxBy(mailbox => mailbox.BusyFor) is { BusyFor: var busy, Name: var name } && busy >= Patience.Answer
            ? $": partition {name} is at one batch for {busy.TotalSeconds:0} s"
            : "";

    private async Task<IReadOnlyList<TwinView>> ViewAsync(
        PlantRuntime runtime, IReadOnlyCollection<string> ids, CancellationToken cancellation)
    {
        var views = new List<TwinView>(ids.Count);
        var wanted = ids.Select(runtime.Plant.Find).Where(asset => asset is SensorAsset or MachineAsset).OfType<Asset>();
        foreach (var machine in wanted.GroupBy(asset => asset is SensorAsset ? asset.ParentId! : asset.Id))
        {
            if (runtime.Machines.TryGetValue(machine.Key, out var found))
                views.AddRange(await ViewMachineAsync(found.Line, found.Machine, [.. machine], cancellation));
        }

        return views;
    }

    private async Task<List<TwinView>> ViewMachineAsync(
        LinePartition line, MachineSlot slot, IReadOnlyList<Asset> wanted, CancellationToken cancellation)
    {
        var now = NowTicks;
        var machine = slot.Twin.Asset;
        var span = ShiftWindows.PresentShift(ShiftWindows.CalendarOf(machine), now);
        var minutes = span.ToMinutes();
        var sum = wanted.Any(asset => asset is MachineAsset)
            ? await _shifts.OfAsync(machine.Id, new ElementSum([machine.Id], minutes.FromTicks, minutes.ToTicks), cancellation)
            : default;
        return await line.Mailbox.AskAsync(
            () => wanted.Select(asset => asset is SensorAsset sensor
                ? TwinViews.Sensor(slot.Sensors[machine.IndexOf(sensor.LocalId)], now)
                : TwinViews.Machine(machine, MachineNow.Of(slot, now), span, sum, HealthOf(machine.Id))).ToList(),
            cancellation);
    }

    private async Task<IReadOnlyList<CompositePart>> PartsAsync(
        PlantRuntime runtime, IReadOnlyCollection<CompositePartQuery> queries, CancellationToken cancellation)
    {
        var parts = new List<CompositePart>(queries.Count);
        foreach (var (id, shift) in queries)
        {
            // What has left this shard's part of the plant still did what it did in the present shift.
            var sum = await _shifts.OfAsync(id, shift, cancellation);
            if (runtime.Plant.Find(id) is CompositeAsset)
            {
                var stale = await StaleBelowAsync(runtime, id, cancellation);
                parts.Add(new CompositePart(id, await runtime.LiveOfAsync(id, cancellation), stale, sum)
                {
                    Health = health?.Book.OfComposite(id),
                });
            }
            else if (!sum.IsZero)
            {
                parts.Add(new CompositePart(id, default, 0, sum));
            }
        }

        return parts;
    }

    private async Task<int> StaleBelowAsync(PlantRuntime runtime, string id, CancellationToken cancellation)
    {
        var (now, stale) = (NowTicks, 0);
        foreach (var line in runtime.Lines.Where(line => line.HasMachineBelow(id)))
        {
            stale += await line.Mailbox.AskAsync(
                () => line.Machines.Where(machine => Paths.IsAtOrBelow(machine.Twin.Id, id))
                    .Sum(machine => machine.Sensors.Count(sensor => sensor.IsStale(now))),
                cancellation);
        }

        return stale;
    }
}
