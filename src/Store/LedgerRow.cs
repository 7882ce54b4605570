using OrleansTwin.Twins.Reports;

namespace OrleansTwin.Store;

/// <summary>
/// What the ledger keeps of one (twin, part, bucket): the report, and the state from which the bucket was folded, for a refold.
/// </summary>
public sealed record LedgerRow(int TwinKey, BucketReport Report, ReadOnlyMemory<byte> OpeningState)
{
    public LedgerRowKey Key => new(TwinKey, Report.Part, Report.BucketTicks);
}

/// <summary>The place of a row in the ledger.</summary>
public readonly record struct LedgerRowKey(int TwinKey, ReportPart Part, long BucketTicks);
