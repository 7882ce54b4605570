using System.Text.Json.Serialization;
using OrleansTwin.Twins.Alarms;
using OrleansTwin.Twins.Sensors;

namespace OrleansTwin.Api.Hosting;

/// <summary>
/// Alarms at or below a twin (null: the whole plant). <paramref name="IsActive"/> true: those whose condition holds and that
/// nobody has covered; false: all others; null: both. <paramref name="State"/> null: in any state.
/// </summary>
public sealed record AlarmQuery(string? TwinId, bool? IsActive, int Limit, string? Cursor, AlarmState? State = null)
{
    /// <summary>Whether those that are normal again are told, too.</summary>
    public bool HasNormal { get; init; } = true;
}

/// <summary>
/// An alarm of a twin: it has at most one from each source. <paramref name="Value"/> is the value that raised it,
/// <paramref name="Limit"/> the limit it crossed, both in the sensor's unit; of an alarm that no limit of the plant file raised
/// (an anomaly, a remaining life, a fault of the twin) it is the value. <paramref name="RaisedAt"/> null: it was never
/// raised, only put aside. <paramref name="ClearedAt"/> null: its condition holds. Priority 1 is the highest.
/// </summary>
public sealed record AlarmView(
    string TwinId,
    string Name,
    AlarmSource Source,
    AlarmState State,
    LimitState LimitState,
    int Priority,
    double Value,
    double Limit,
    string Unit,
    DateTimeOffset? RaisedAt,
    DateTimeOffset? ClearedAt,
    DateTimeOffset ChangedAt,
    AlarmAcknowledgement? Acknowledged,
    AlarmCover? Cover);

/// <summary>Who has acknowledged an alarm.</summary>
public sealed record AlarmAcknowledgement(string User, string? Comment);

/// <summary>Who has shelved an alarm or taken it out of service; <paramref name="Until"/>: when the shelf ends.</summary>
public sealed record AlarmCover(string User, string? Reason, DateTimeOffset? Until);

/// <summary>An alarm by its twin and its source.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record AlarmReference(string TwinId, AlarmSource Source = AlarmSource.Limit);

/// <summary>
/// What an operator does with alarms. <paramref name="User"/> null: the name of the key. A shelf needs an end, it and a removal
/// from service a comment: the reason.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record AlarmOrder(
    IReadOnlyList<AlarmReference> Alarms, string? User = null, string? Comment = null, DateTimeOffset? Until = null);

/// <summary>The same with what the gateway knows: what is to be done, and who it is that asks.</summary>
public sealed record AlarmSubmission(
    AlarmVerb Verb, IReadOnlyList<AlarmReference> Alarms, string User, string Comment, DateTimeOffset? Until);

/// <summary>
/// What came of it for one alarm: the state that it has now, or why nothing was done. <paramref name="State"/> null: there is no
/// such twin, or it did not answer.
/// </summary>
public sealed record AlarmOutcome(string TwinId, AlarmSource Source, AlarmState? State, string? Problem);

/// <summary>Changes of alarms at or below a twin (null: the whole plant), within [from, to) ticks.</summary>
public sealed record AlarmChangeQuery(string? TwinId, long FromTicks, long ToTicks, int Limit);

/// <summary>
/// Changes, newest first, all of one instant together. <paramref name="NextTo"/>: where to end the question for the next page;
/// null: there are no more.
/// </summary>
public sealed record AlarmChanges(IReadOnlyList<AlarmChangeView> Items, DateTimeOffset? NextTo);

/// <summary>
/// An alarm has come from one state to another, by itself (<paramref name="User"/> null) or because somebody did it.
/// </summary>
public sealed record AlarmChangeView(
    DateTimeOffset At,
    string TwinId,
    AlarmSource Source,
    int Priority,
    AlarmState From,
    AlarmState To,
    LimitState LimitState,
    double Value,
    string? User,
    string? Comment);

/// <summary>How the alarm system did within [from, to) ticks at or below a twin (null: the whole plant).</summary>
public sealed record AlarmKpiQuery(string? TwinId, long FromTicks, long ToTicks, int Operators);

/// <summary>An alarm and how many of all raises were its own; <paramref name="Share"/> 0 to 1.</summary>
public sealed record AlarmContribution(string TwinId, AlarmSource Source, int Raises, double Share);

/// <summary>Alarm-system KPIs of ISA-18.2, with the goals they are held against; shares 0 to 1.</summary>
public sealed record AlarmKpiAnswer(
    DateTimeOffset From,
    DateTimeOffset To,
    int Operators,
    int Raises,
    double PerOperatorHour,
    double PerOperatorHourGoal,
    double PerOperatorHourManageable,
    int PeakInTenMinutes,
    int Floods,
    double FloodShare,
    IReadOnlyList<AlarmReference> Standing,
    IReadOnlyList<AlarmReference> Chattering,
    IReadOnlyList<AlarmContribution> Top,
    double TopShare,
    IReadOnlyList<int> RaisesByPriority);
