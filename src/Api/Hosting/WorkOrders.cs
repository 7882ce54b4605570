using System.Text.Json.Serialization;
using OrleansTwin.Twins.Maintenance.Orders;

namespace OrleansTwin.Api.Hosting;

/// <summary>
/// Work orders at or below a twin (null: the whole plant), changed before <paramref name="ToTicks"/>, newest changes first.
/// <paramref name="IsOpen"/> null: open ones and others.
/// </summary>
public sealed record WorkOrderQuery(string? TwinId, bool? IsOpen, long ToTicks, int Limit);

/// <summary>
/// Work orders, all of one instant together. <paramref name="NextTo"/>: where to end the question for the next page; null: there
/// are no more.
/// </summary>
public sealed record WorkOrders(IReadOnlyList<WorkOrderView> Items, DateTimeOffset? NextTo);

/// <summary>
/// A work order. <paramref name="Proposed"/> is the least disruptive window when it was drafted, <paramref name="Planned"/> the
/// one it was scheduled into.
/// </summary>
public sealed record WorkOrderView(
    string Id,
    string MachineId,
    WorkOrderCause Cause,
    WorkOrderState State,
    DateTimeOffset ChangedAt,
    IReadOnlyList<string> Evidence,
    WorkScopeView Scope,
    WorkWindowView? Proposed,
    WorkWindowView? Planned,
    WorkFinding? Finding,
    IReadOnlyList<WorkStepView> Steps)
{
    /// <summary>What the alert that drafted it had seen; null: no alert did.</summary>
    public WorkObservationView? Observed { get; init; }
}

/// <summary>How strange a machine was, beyond which limit, and which signals it was, the largest share first.</summary>
public sealed record WorkObservationView(double Score, double Limit, IReadOnlyList<HealthSignal> Signals);

/// <summary>
/// What the work takes. <paramref name="TaskId"/> null: the machine's model has no maintenance task. <paramref name="PartsAt"/>
/// null: all parts are in stock.
/// </summary>
public sealed record WorkScopeView(
    string? TaskId,
    string Name,
    double DurationMinutes,
    IReadOnlyList<string> Skills,
    IReadOnlyList<WorkPart> Parts,
    DateTimeOffset? PartsAt);

/// <summary>A window for the work, and the good pieces that are not made because of it.</summary>
public sealed record WorkWindowView(DateTimeOffset From, DateTimeOffset To, double LostGoodParts);

/// <summary>A step in a work order's life; <paramref name="User"/> null: it came by itself.</summary>
public sealed record WorkStepView(DateTimeOffset At, WorkOrderState State, string? User, string? Comment);

/// <summary>
/// Somebody asks for work on a machine. <paramref name="TaskId"/>: one of its maintenance tasks; null: its first.
/// <paramref name="RequestKey"/>: a request that is sent again with it drafts one order.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record WorkRequest(
    string MachineId, string Reason, string? TaskId = null, string? RequestKey = null, string? User = null);

/// <summary>
/// Somebody acts on a work order. To schedule it needs <paramref name="From"/> and <paramref name="To"/>, to finish it what was
/// found, <paramref name="Finding"/>. <paramref name="User"/> null: the name of the key.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record WorkOrderOrder(
    string? Comment = null,
    string? User = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null,
    WorkFinding? Finding = null);

/// <summary>The same with what the gateway knows.</summary>
public sealed record WorkSubmission(
    string Id, WorkVerb Verb, string User, string Comment, DateTimeOffset? From, DateTimeOffset? To, WorkFinding? Finding);

/// <summary>What a webhook is told of a work order.</summary>
public sealed record WorkOrderEvent(string Type, DateTimeOffset Timestamp, WorkOrderView Data);
