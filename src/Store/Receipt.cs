namespace OrleansTwin.Store;

/// <summary>
/// Proof that a message was taken: an HTTP idempotency key, or an MQTT session's packet identifier and payload hash. It is
/// committed with the batch
/// that the message became, so that a redelivery after a crash is recognised.
/// </summary>
/// <param name="Source">Whose tokens these are (a connection, an API key): retention is counted per source.</param>
/// <param name="Token">128 bits that identify the message within its source.</param>
/// <param name="ReceiveTicks">When it was received.</param>
/// <param name="Answer">
/// What was answered (the accepted counts, as text), to answer a repetition alike; null where nothing need be said.
/// </param>
public readonly record struct Receipt(string Source, UInt128 Token, long ReceiveTicks, string? Answer = null);

/// <summary>What the store knows of a message.</summary>
public enum ReceiptState : byte
{
    Unknown = 0,

    /// <summary>
    /// Given to <see cref="IJournal.AppendAsync"/>, not committed yet: wait for that commit, do not append it again.
    /// </summary>
    InFlight = 1,
    Committed = 2,
}
