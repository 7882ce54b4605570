using OrleansTwin.Ingest.Rejects;

namespace OrleansTwin.Ingest.Csv;

/// <summary>A line, or a value of a wide one, that was not taken: where it begins (from 1), and why.</summary>
public readonly record struct LineRefusal(long Line, RejectReason Reason, string Detail);

/// <summary>
/// What became of a file: how many samples are in the journal, from when to when (source ticks; 0: none), and what was refused,
/// all of it counted and the first few named.
/// </summary>
public sealed record HistoryImportResult(
    long Lines, long Samples, long FromTicks, long ToTicks, IReadOnlyDictionary<RejectReason, long> Refused,
    IReadOnlyList<LineRefusal> Errors);

/// <summary>
/// The import broke off; <paramref name="samples"/> are in the journal, of lines up to <paramref name="line"/>.
/// </summary>
public sealed class HistoryImportException(long line, long samples, Exception cause) : Exception(
    $"The import broke off behind line {line}: {cause.Message} {samples} samples are safe. "
    + "Import the whole file again when that is mended: what is there already counts once.",
    cause);
