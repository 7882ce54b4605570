using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store;

/// <summary>One sample with the key that <see cref="INameTable"/> gave its sensor.</summary>
public readonly record struct JournalSample(int SensorKey, Sample Sample);

/// <summary>
/// What one commit makes durable: samples and the receipts of the messages that brought them. Either may be empty.
/// </summary>
public readonly record struct JournalBatch(ReadOnlyMemory<JournalSample> Samples, ReadOnlyMemory<Receipt> Receipts);

/// <summary>A batch as recovery reads it back.</summary>
public sealed record JournalEntry(long Sequence, JournalSample[] Samples);
