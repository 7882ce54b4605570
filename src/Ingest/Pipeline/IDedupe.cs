namespace OrleansTwin.Ingest.Pipeline;

/// <summary>
/// What the journal remembers of messages (<see cref="IngestBatch.Receipts"/>, kept with their batch in one commit). Asked only
/// for messages that may be repeated.
/// </summary>
public interface IDedupe
{
    bool IsKnown(string source, UInt128 token);

    /// <summary>The <see cref="MessageReceipt.Answer"/> of a known message; null if there is none.</summary>
    string? AnswerOf(string source, UInt128 token) => null;

    /// <summary>The token of a source that was committed last; 0 if there is none.</summary>
    UInt128 Latest(string source);
}
