namespace OrleansTwin.Store.Sql;

/// <summary>
/// A ledger row as the database has it; its report has no twin id. <paramref name="Since"/> is the cursor of the checkpoint that
/// wrote it, 0 for those that are older than the archive. A key without a row has none of this.
/// </summary>
internal readonly record struct StoredLedgerRow(long Id, LedgerRow? Row, long Since, long Crc);
