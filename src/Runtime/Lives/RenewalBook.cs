using System.Collections.Concurrent;
using OrleansTwin.Runtime.Maintenance;
using OrleansTwin.Store;
using OrleansTwin.Twins.Maintenance.Lives;
using OrleansTwin.Twins.Maintenance.Orders;

namespace OrleansTwin.Runtime.Lives;

/// <summary>
/// What work orders have renewed: all orders of the store are read once, a page at a time, and the desk tells of each step from
/// then on. Of orders that are closed only those that renewed something are kept, the newest of each part.
/// </summary>
/// <param name="renewalsMax">Of each part.</param>
internal sealed class RenewalBook(int renewalsMax)
{
    public const int OrdersPerRead = 500;

    private readonly Dictionary<string, MachineOrders> _byMachine = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<WorkOrder> _told = new();
    private HashSet<string> _changed = new(StringComparer.Ordinal);
    private long _readToTicks = long.MaxValue;
    private bool _isRead;

    /// <summary>Orders that are kept in memory.</summary>
    public int Orders => _byMachine.Values.Sum(machine => machine.ById.Count);

    /// <summary>A step of an order; from any thread.</summary>
    public void Tell(WorkOrder order) => _told.Enqueue(order);

    /// <summary>Takes up what came since the last time. Where that failed, it goes on behind the last page.</summary>
    /// <returns>Machines of which something else is known now.</returns>
    public async ValueTask<IReadOnlySet<string>> FollowAsync(IWorkOrders orders, CancellationToken cancellation)
    {
        while (!_isRead)
        {
            var rows = await orders.ReadAsync(null, _readToTicks, OrdersPerRead, cancellation);
            foreach (var row in rows)
                Put(WorkOrderJson.Read(row));

            // A page may be short of a damaged order, but only what is behind the last is empty.
            (_isRead, _readToTicks) = (rows.Count == 0, rows.Count > 0 ? rows[^1].ChangedTicks : 0);
        }

        while (_told.TryDequeue(out var order))
            Put(order);
        var changed = _changed;
        _changed = new HashSet<string>(StringComparer.Ordinal);
        return changed;
    }

    /// <summary>Lives of a part, the oldest first. Before the oldest renewal that is kept may have been others.</summary>
    public IReadOnlyList<LifeSpan> LivesOf(string machineId, string taskId)
    {
        if (!_byMachine.TryGetValue(machineId, out var orders))
            return LifeSpans.Of([]);
        var lives = LifeSpans.Of(orders.RenewalsOf(taskId).Select(order => order.Renewal!));
        return orders.Shortened.Contains(taskId) ? lives[1..] : lives;
    }

    private void Put(WorkOrder order)
    {
        if (!_byMachine.TryGetValue(order.MachineId, out var orders))
            _byMachine[order.MachineId] = orders = new MachineOrders();
        var (before, now) = (orders.ById.GetValueOrDefault(order.Id), Renewal.Of(order));

        // Of two who acted at the same time the first may tell of it last.
        if (order.Steps.Count <= before.Steps)
            return;
        if (now is not null || order.IsOpen)
            orders.ById[order.Id] = (order.Steps.Count, now);
        else
            orders.ById.Remove(order.Id);
        if (before.Renewal == now)
            return;
        _changed.Add(order.MachineId);
        if (now is not null)
            orders.Shorten(now.TaskId, renewalsMax);
    }

    private sealed class MachineOrders
    {
        public Dictionary<string, (int Steps, Renewal? Renewal)> ById { get; } = new(StringComparer.Ordinal);

        /// <summary>Tasks of which older renewals were left out.</summary>
        public HashSet<string> Shortened { get; } = new(StringComparer.Ordinal);

        public IEnumerable<(string Id, Renewal? Renewal)> RenewalsOf(string taskId) => ById
            .Where(order => order.Value.Renewal?.TaskId == taskId).Select(order => (order.Key, order.Value.Renewal));

        public void Shorten(string taskId, int renewalsMax)
        {
            if (RenewalsOf(taskId).Count() <= renewalsMax)
                return;
            ById.Remove(RenewalsOf(taskId).MinBy(order => order.Renewal!.DoneTicks).Id);
            Shortened.Add(taskId);
        }
    }
}
