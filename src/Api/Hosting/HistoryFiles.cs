namespace OrleansTwin.Api.Hosting;

/// <summary>All samples of a sensor, or of all sensors at or below a twin, in a window.</summary>
public sealed record HistoryExportQuery(string TwinId, TimeWindow Window);

/// <summary>
/// A CSV of history as it comes: <paramref name="Content"/> is read once, unpacked by <paramref name="ContentEncoding"/> (null:
/// it is not packed). <paramref name="Columns"/> stand in for the names in its first line; null: those.
/// </summary>
public sealed record HistoryImportSubmission(Stream Content, string? ContentEncoding, string? Columns);

/// <summary>
/// What became of a file: how many lines it has behind the first, how many samples are in the journal, from when to when (null:
/// none), and how much was refused, by reason and altogether. <paramref name="Errors"/> are the first refusals.
/// </summary>
public sealed record HistoryImportReceipt(
    long Lines,
    long Samples,
    DateTimeOffset? From,
    DateTimeOffset? To,
    long Refused,
    IReadOnlyDictionary<string, long> Reasons,
    IReadOnlyList<HistoryLineRefusal> Errors);

/// <summary>A line that was not taken, or a value of it; the first line of a file is 1.</summary>
public sealed record HistoryLineRefusal(long Line, string Reason, string Detail);
