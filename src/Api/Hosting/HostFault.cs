namespace OrleansTwin.Api.Hosting;

/// <summary>Why a host refused.</summary>
public enum HostFault
{
    /// <summary>The question or the body makes no sense: 400 or 422.</summary>
    Invalid = 0,
    NotFound = 1,

    /// <summary>It clashes with what is there now.</summary>
    Conflict = 2,

    /// <summary>Full queues; come back after <see cref="HostFaultException.RetryAfter"/>.</summary>
    Busy = 3,

    /// <summary>A part that it needs (store, cluster) can't be reached.</summary>
    Unavailable = 4,
    TooLarge = 5,

    /// <summary>A content type or encoding that nobody here reads.</summary>
    Unsupported = 6,
}

/// <summary>A refusal that tells what was found, what was expected and how to mend it.</summary>
public sealed class HostFaultException(HostFault fault, string found, string expected, string remedy)
    : Exception($"{found} Expected: {expected} {remedy}")
{
    public HostFault Fault { get; } = fault;

    public string Found { get; } = found;

    public string Expected { get; } = expected;

    public string Remedy { get; } = remedy;

    /// <summary>When to try again (busy, unavailable); null where trying again won't help.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
