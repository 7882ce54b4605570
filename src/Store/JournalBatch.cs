using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store;

/// <summary>
/// What one commit makes durable: samples and the receipts of the messages that brought them. Either may be empty.
/// </summary>
/// <param name="Samples">In order of arrival.</param>
/// <param name="Receipts">Of their messages.</param>
/// <param name="Sequence">
/// The number that the batch must get, for one who has several on their way: behind one that failed, it fails too instead of
/// taking its place. 0: the next there is.
/// </param>
public readonly record struct JournalBatch(
    ReadOnlyMemory<SensorSample> Samples, ReadOnlyMemory<Receipt> Receipts, long Sequence = 0);

/// <summary>A batch as recovery reads it back.</summary>
public sealed record JournalEntry(long Sequence, SensorSample[] Samples);
