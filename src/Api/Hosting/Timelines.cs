using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Api.Hosting;

/// <summary>A machine's states in a window, at most <paramref name="Limit"/> intervals from its beginning.</summary>
public sealed record TimelineQuery(string TwinId, TimeWindow Window, int Limit);

/// <summary>
/// Intervals in order, without overlap. <paramref name="ContinueFrom"/>: ask again from there, the limit was reached; null: this
/// is all.
/// </summary>
public sealed record TimelineAnswer(
    string TwinId,
    EffectiveWindow Window,
    DateTimeOffset? SettledUntil,
    IReadOnlyList<TimelineInterval> Intervals,
    DateTimeOffset? ContinueFrom);

/// <summary>A stretch with one state, class, product and order.</summary>
public sealed record TimelineInterval(
    DateTimeOffset From,
    DateTimeOffset To,
    PackMlState State,
    StateReason Reason,
    TimeClass Class,
    string? Label,
    string? Product,
    string? Order,
    bool IsProvisional);
