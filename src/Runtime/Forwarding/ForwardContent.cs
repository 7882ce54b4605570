namespace OrleansTwin.Runtime.Forwarding;

/// <summary>What an Edge forwards to its grid.</summary>
internal enum ForwardContent
{
    /// <summary>Every sample: the grid's twins fold them as the Edge's do.</summary>
    Telemetry = 0,

    /// <summary>
    /// What its twins came to: rows of the ledger, and what machines do now. For links that can't carry telemetry.
    /// </summary>
    Reports = 1,
}
