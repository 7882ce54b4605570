using System.Text.Json.Serialization;
using OrleansTwin.Twins.Causes;
using OrleansTwin.Twins.Health.Live;

namespace OrleansTwin.Api.Hosting;

/// <summary>
/// A machine's health, by the newest minute of steady production. <paramref name="Score"/> is the largest normal deviate of what
/// is watched, beyond <paramref name="Limit"/> it is strange; null: nothing can be said, <paramref name="Missing"/> says why.
/// <paramref name="Signals"/> are those that the score is about, the largest share first; empty while it is within its limit.
/// </summary>
public sealed record HealthView(
    HealthCondition Condition,
    double? Score,
    double? Limit,
    IReadOnlyList<HealthSignal> Signals,
    DateTimeOffset? At,
    string? Missing,
    HealthModel? Model)
{
    /// <summary>Of a machine of which only the remaining life is followed, or the rest not yet.</summary>
    public static readonly HealthView Unwatched = new(
        HealthCondition.Unknown, null, null, [], null,
        "It is not watched yet; with fewer than two sensors that measure something it never is.", null);

    /// <summary>What may have caused the present alert, the likeliest first; empty: there is none, or it was not found.</summary>
    public IReadOnlyList<HealthCause> Causes { get; init; } = [];

    /// <summary>What became of this machine's models, the newest first; at most ten.</summary>
    public IReadOnlyList<HealthModelEvent> ModelHistory { get; init; } = [];

    /// <summary>What was not looked at when causes were looked for; null: nothing, or nobody has looked.</summary>
    public string? CausesMissing { get; init; }

    /// <summary>How long it will last; null: it is not followed, or not yet.</summary>
    public RemainingLifeView? RemainingLife { get; init; }
}

/// <summary>
/// What may have caused an alert: a signal of a machine along the line, or something that was changed. <paramref name="Score"/>
/// is the share of all that was seen to change which follows from it, <paramref name="Evidence"/> a sentence to check.
/// </summary>
public sealed record HealthCause(
    string AssetId, string Name, CauseKind Kind, DateTimeOffset At, double Score, string Evidence);

/// <summary>
/// A signal's share of a score (shares of all are 1), and its last value in standard deviations from its healthy mean.
/// </summary>
public sealed record HealthSignal(string SensorId, double Share, double Deviation);

/// <summary>
/// What was learned of a machine: from which data and how many rows, how its limit was set and held on other minutes, which
/// signals are in its domain, what it may be used for, and when it was calibrated. <paramref name="Flagged"/>: why it does not
/// fit any more, perhaps; null: it does. <paramref name="FaultsFound"/> and <paramref name="FalseAlerts"/>: what work orders
/// have found about alerts.
/// </summary>
public sealed record HealthModel(
    int Version,
    string Data,
    int Rows,
    string LimitIs,
    string Domain,
    string IntendedUse,
    DateTimeOffset CalibratedAt,
    string? Flagged,
    int FaultsFound,
    int FalseAlerts);

/// <summary>Something became of a model. <paramref name="Version"/>: of the model that it left.</summary>
public sealed record HealthModelEvent(int Version, ModelEventKind Kind, DateTimeOffset At, string Why);

/// <summary>
/// Health of the machines below a composite. <paramref name="Condition"/> is the worst that is known of one;
/// <paramref name="Machines"/> counts those that are watched, conditions without one left out; <paramref name="LookAt"/> are
/// those to look at first: in alert before those to watch, the farthest beyond its limit first.
/// </summary>
public sealed record CompositeHealth(
    HealthCondition Condition, IReadOnlyDictionary<HealthCondition, int> Machines, IReadOnlyList<MachineToLookAt> LookAt);

/// <summary>A machine that is not like itself, as its own view tells.</summary>
public sealed record MachineToLookAt(string MachineId, HealthCondition Condition, double? Score, double? Limit);

/// <summary>
/// An operator says that a machine is healthy as it is, as after an overhaul: what was normal is forgotten and learned anew.
/// <paramref name="User"/> null: the name of the key.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record HealthOrder(string? Comment, string? User = null);

/// <summary>The same with what the gateway knows.</summary>
public sealed record HealthSubmission(string MachineId, string User, string Comment);
