using Microsoft.Extensions.Logging;
using OrleansTwin.Twins.Health.Live;
using OrleansTwin.Twins.Maintenance.Orders;

namespace OrleansTwin.Runtime.Health;

/// <content>What work orders find about alerts is learned by, and what becomes of models is told.</content>
internal sealed partial class HealthWatch
{
    /// <summary>Orders that are looked at in a look; others are with the next one.</summary>
    private const int OrdersMax = 20;

    private long _looks;

    private async Task HearAsync(CancellationToken cancellation)
    {
        if (_desk is null)
            return;
        _looks++;
        var waiting = _machines.Values.Where(machine => machine.Health.AwaitedOrderId.Length > 0)
            .OrderBy(machine => machine.HeardInLook).Take(OrdersMax).ToList();
        foreach (var machine in waiting)
        {
            machine.HeardInLook = _looks;
            var order = await _desk.FindAsync(machine.Health.AwaitedOrderId, cancellation);
            if (order is { State: not (WorkOrderState.Done or WorkOrderState.Verified or WorkOrderState.Rejected) })
                continue;
            await TeachAsync(machine, order?.Finding?.WasFault, cancellation);
        }
    }

    /// <summary>
    /// Saved before the twin hears of it: what was taught once waits for no order any more, however often the process is killed.
    /// </summary>
    private async Task TeachAsync(WatchedMachine machine, bool? wasFault, CancellationToken cancellation)
    {
        machine.Health.Teach(wasFault);
        await SaveAsync(machine, cancellation);
        if (wasFault is false)
            TellModel(machine);
        await TellAsync(machine, cancellation);
    }

    private void TellModel(WatchedMachine machine)
    {
        if (machine.Health.History.Newest is { } newest)
            LogModel(_log, newest.Kind, machine.Id, newest.Version, newest.Why);
    }

    [LoggerMessage(1911, LogLevel.Information, "{Kind}: what is normal for {Machine} (version {Version}). {Why}")]
    private static partial void LogModel(ILogger log, ModelEventKind kind, string machine, int version, string why);
}
