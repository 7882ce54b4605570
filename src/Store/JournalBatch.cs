using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store;

/// <summary>
/// What one commit makes durable: samples and the receipts of the messages that brought them. Either may be empty.
/// </summary>
public readonly record struct JournalBatch(ReadOnlyMemory<SensorSample> Samples, ReadOnlyMemory<Receipt> Receipts);

/// <summary>A batch as recovery reads it back.</summary>
public sealed record JournalEntry(long Sequence, SensorSample[] Samples);
