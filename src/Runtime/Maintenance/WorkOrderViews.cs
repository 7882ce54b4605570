using System.Globalization;
using System.Text.Json;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Json;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Store;
using OrleansTwin.Twins.Maintenance.Orders;

namespace OrleansTwin.Runtime.Maintenance;

/// <summary>From work orders to what the gateway says of them, and webhooks are told.</summary>
internal static class WorkOrderViews
{
    public static WorkOrderView Of(WorkOrder order) => new(
        order.Id, order.MachineId, order.Cause, order.State, Times.Of(order.ChangedTicks), order.Evidence, Of(order.Scope),
        Of(order.Proposed), Of(order.Planned), order.Finding, [.. order.Steps.Select(Of)])
    {
        Observed = order.Observed is { } seen
            ? new WorkObservationView(seen.Score, seen.Limit, [.. seen.Shares.Select(share =>
                new HealthSignal($"{order.MachineId}/{share.Signal}", share.Share, share.Deviation))])
            : null,
    };

    /// <summary>Each step of an order is an event with an id of its own.</summary>
    public static OutboxEvent EventOf(WorkOrder order)
    {
        var kind = $"work-order.{NameOf(order.State)}";
        var told = new WorkOrderEvent(kind, Times.Of(order.ChangedTicks), Of(order));
        return new OutboxEvent(
            string.Create(CultureInfo.InvariantCulture, $"{order.Id}_{order.Steps.Count}"), kind, order.ChangedTicks,
            JsonSerializer.Serialize(told, ApiJsonOptions.Shared));
    }

    private static string NameOf(WorkOrderState state) => state switch
    {
        WorkOrderState.Draft => "drafted",
        WorkOrderState.Approved => "approved",
        WorkOrderState.Scheduled => "scheduled",
        WorkOrderState.InProgress => "started",
        WorkOrderState.Done => "done",
        WorkOrderState.Verified => "verified",
        WorkOrderState.Rejected => "rejected",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Expected: a state of work orders."),
    };

    private static WorkScopeView Of(WorkScope scope) => new(
        OrNull(scope.TaskId), scope.Name, TimeSpan.FromTicks(scope.DurationTicks).TotalMinutes, scope.Skills, scope.Parts,
        Times.OrNull(scope.PartsAtTicks));

    private static WorkWindowView? Of(WorkWindow? window) =>
        window is { } known ? new WorkWindowView(Times.Of(known.FromTicks), Times.Of(known.ToTicks), known.LostGoodParts) : null;

    private static WorkStepView Of(WorkStep step) =>
        new(Times.Of(step.AtTicks), step.State, OrNull(step.User), OrNull(step.Comment));

    private static string? OrNull(string text) => text.Length > 0 ? text : null;
}
