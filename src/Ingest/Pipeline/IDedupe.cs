namespace OrleansTwin.Ingest.Pipeline;

/// <summary>
/// What the journal remembers of messages without a source time (<see cref="IngestBatch.Tokens"/>, kept with their batch in one commit). Asked only
/// for messages that may be repeated. A token's upper 32 bits are its scope (a session, the HTTP endpoint).
/// </summary>
public interface IDedupe
{
    bool IsKnown(UInt128 token);

    /// <summary>The newest token of a scope; 0 if there is none.</summary>
    UInt128 Latest(uint scope);
}

/// <summary>Remembers nothing; for hosts without a journal.</summary>
public sealed class NoDedupe : IDedupe
{
    public static readonly NoDedupe Instance = new();

    public bool IsKnown(UInt128 token) => false;

    public UInt128 Latest(uint scope) => 0;
}
