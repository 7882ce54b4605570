namespace OrleansTwin.Store;

/// <summary>
/// The receipts of the recent past, answered from memory: at most <see cref="StoreOptions.ReceiptsPerSourceMax"/> of a source,
/// none older than
/// <see cref="StoreOptions.ReceiptRetention"/> behind the newest.
/// </summary>
public interface IReceipts
{
    ReceiptState StateOf(string source, UInt128 token);

    /// <summary>The token of a source that was committed last; 0 if it has none.</summary>
    UInt128 Latest(string source);

    /// <summary>When the newest message of a source was received, UTC ticks; 0: it has none.</summary>
    long NewestTicks(string source);

    /// <summary>True if the message is committed; then with the answer it was given.</summary>
    bool TryGetAnswer(string source, UInt128 token, out string? answer);
}
