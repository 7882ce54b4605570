using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Api.Hosting;

/// <summary>
/// Recorded values. <paramref name="Points"/>: as that many aggregates over equal stretches of the window; null: the samples
/// themselves, at most <paramref name="Limit"/> from the window's beginning.
/// </summary>
public sealed record HistoryQuery(string TwinId, TimeWindow Window, int? Points, int Limit);

/// <summary>
/// One of samples and points is filled. <paramref name="ContinueFrom"/>: ask again from there, the limit was reached; null: this
/// is all.
/// </summary>
public sealed record HistoryAnswer(
    string TwinId,
    string Unit,
    EffectiveWindow Window,
    IReadOnlyList<HistorySample>? Samples,
    IReadOnlyList<HistoryPoint>? Points,
    DateTimeOffset? ContinueFrom);

/// <summary>One sample; text sensors carry text and no value.</summary>
public sealed record HistorySample(DateTimeOffset At, double? Value, string? Text, Quality Quality);

/// <summary>
/// Good samples of a stretch that begins at <paramref name="At"/>. A stretch without one is left out: a gap is shown as a gap.
/// </summary>
public sealed record HistoryPoint(DateTimeOffset At, double Min, double Max, double Mean, long Count);
