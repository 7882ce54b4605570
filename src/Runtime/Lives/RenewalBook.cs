using System.Collections.Concurrent;
using OrleansTwin.Runtime.Maintenance;
using OrleansTwin.Store;
using OrleansTwin.Twins.Maintenance.Lives;
using OrleansTwin.Twins.Maintenance.Orders;

namespace OrleansTwin.Runtime.Lives;

/// <summary>
/// What work orders have renewed: all orders of the store are read once, and the desk tells of each step from then on.
/// </summary>
internal sealed class RenewalBook
{
    private const int OrdersPerRead = 500;

    private readonly Dictionary<string, Dictionary<string, (int Steps, Renewal? Renewal)>> _byMachine =
        new(StringComparer.Ordinal);

    private readonly ConcurrentQueue<WorkOrder> _told = new();
    private bool _isRead;

    /// <summary>A step of an order; from any thread.</summary>
    public void Tell(WorkOrder order) => _told.Enqueue(order);

    /// <summary>Takes up what came since the last time.</summary>
    /// <returns>Machines of which something else is known now.</returns>
    public async ValueTask<IReadOnlySet<string>> FollowAsync(IWorkOrders orders, CancellationToken cancellation)
    {
        var changed = new HashSet<string>(StringComparer.Ordinal);
        for (var toTicks = long.MaxValue; !_isRead;)
        {
            var rows = await orders.ReadAsync(null, toTicks, OrdersPerRead, cancellation);
            foreach (var row in rows)
                Put(WorkOrderJson.Read(row), changed);

            // A page may be short of a damaged order, but only what is behind the last is empty.
            (_isRead, toTicks) = (rows.Count == 0, rows.Count > 0 ? rows[^1].ChangedTicks : 0);
        }

        while (_told.TryDequeue(out var order))
            Put(order, changed);
        return changed;
    }

    public IEnumerable<Renewal> Of(string machineId, string taskId) => _byMachine.TryGetValue(machineId, out var orders)
        ? orders.Values.Select(order => order.Renewal).OfType<Renewal>().Where(renewal => renewal.TaskId == taskId)
        : [];

    private void Put(WorkOrder order, HashSet<string> changed)
    {
        if (!_byMachine.TryGetValue(order.MachineId, out var orders))
            _byMachine[order.MachineId] = orders = new Dictionary<string, (int, Renewal?)>(StringComparer.Ordinal);
        var (before, now) = (orders.GetValueOrDefault(order.Id), Renewal.Of(order));

        // Of two who acted at the same time the first may tell of it last.
        if (order.Steps.Count <= before.Steps)
            return;
        orders[order.Id] = (order.Steps.Count, now);
        if (before.Renewal != now)
            changed.Add(order.MachineId);
    }
}
