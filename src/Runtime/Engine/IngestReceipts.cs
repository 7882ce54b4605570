using OrleansTwin.Ingest.Pipeline;
using OrleansTwin.Store;

namespace OrleansTwin.Runtime.Engine;

/// <summary>The receipts of a batch as the journal keeps them.</summary>
internal static class IngestReceipts
{
    public static Receipt[] Of(IngestBatch batch)
    {
        var receipts = new Receipt[batch.Receipts.Length];
        for (var i = 0; i < receipts.Length; i++)
        {
            var receipt = batch.Receipts.Span[i];
            receipts[i] = new Receipt(receipt.Source, receipt.Token, receipt.ReceiveTicks, receipt.Answer);
        }

        return receipts;
    }
}
