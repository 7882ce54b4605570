namespace OrleansTwin.Store;

/// <summary>
/// What twins fold with: their names, what they have become, and their past. A live host's is its <see cref="ITwinStore"/>; a
/// replay's is the store as it was known at a moment.
/// </summary>
public interface ITwinMemory
{
    INameTable Names { get; }

    ISnapshots Snapshots { get; }

    IFoldHistory History { get; }

    IFoldLedger Ledger { get; }
}
