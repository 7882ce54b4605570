using System.Globalization;
using OrleansTwin.Twins.Causes;
using OrleansTwin.Twins.Health.Live;
using OrleansTwin.Twins.Maintenance.Orders;

namespace OrleansTwin.Runtime.Health;

/// <content>What an alert leads to, once its alarm stands: it is asked why, and a work order is drafted.</content>
internal sealed partial class HealthWatch
{
    /// <summary>Of many alerts at once others wait for the next look: causes are read from the store.</summary>
    private const int AnswersMax = 10;

    /// <summary>Causes that a work order tells.</summary>
    private const int CausesTold = 3;

    private async Task AnswerAsync(CancellationToken cancellation)
    {
        var alerts = _machines.Values.Where(machine => machine.Health.Alert is not null)
            .Select(machine => (Machine: machine, RaisedTicks: StandingSince(machine)))
            .Where(alert => alert.RaisedTicks > 0
                && (alert.Machine.Health.Causes is null || alert.Machine.DraftedTicks != alert.RaisedTicks))
            .Take(AnswersMax).ToList();
        foreach (var (machine, raisedTicks) in alerts)
        {
            await ExplainAsync(machine, cancellation);
            await DraftAsync(machine, raisedTicks, cancellation);
        }
    }

    /// <summary>What was found stands with the alert for good: a restart tells the same.</summary>
    private async Task ExplainAsync(WatchedMachine machine, CancellationToken cancellation)
    {
        if (machine.Health is not { Causes: null, Alert: { } alert } || _runtime is not { } runtime)
            return;
        machine.Health.Explain(await _causes.FindAsync(runtime.Plant, machine.Slot.Twin.Asset, alert, cancellation));
        Book.Put(machine.Id, HealthViews.Of(machine.Id, machine.Health));
        await SaveAsync(machine, cancellation);
    }

    /// <summary>
    /// An alarm that stands drafts one order, however often it is looked at: the moment that raised it is the order's key.
    /// </summary>
    private async Task DraftAsync(WatchedMachine machine, long raisedTicks, CancellationToken cancellation)
    {
        if (_desk is not null && machine.Health.Alert is { } alert && machine.DraftedTicks != raisedTicks)
        {
            var key = raisedTicks.ToString(CultureInfo.InvariantCulture);
            var order = await _desk.DraftAsync(
                machine.Id, WorkOrderCause.Anomaly, key, EvidenceOf(alert, machine.Health.Causes), null, "", cancellation,
                observed: new WorkObservation(alert.Score, alert.Limit, alert.Shares));
            if (order is { IsOpen: true } && machine.Health.AwaitedOrderId != order.Id)
            {
                machine.Health.Await(order.Id);
                await SaveAsync(machine, cancellation);
            }
        }

        machine.DraftedTicks = raisedTicks;
    }

    private static string[] EvidenceOf(AlertBegin alert, AlertCauses? causes)
    {
        var minute = new DateTime(alert.MinuteTicks, DateTimeKind.Utc);
        return
        [
            FormattableString.Invariant(
                $"Not like itself at {minute:u}: score {alert.Score:0.0}, limit {alert.Limit:0.0}."),
            .. alert.Shares.Select(share => FormattableString.Invariant(
                $"{share.Signal}: {share.Deviation:+0.0;-0.0} standard deviations from its healthy mean, ")
                + FormattableString.Invariant($"{100 * share.Share:0} % of the score.")),
            .. (causes?.Ranked ?? []).Take(CausesTold)
                .Select((cause, place) => $"Likely cause {place + 1}: {cause.Evidence}."),
        ];
    }
}
