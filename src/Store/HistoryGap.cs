namespace OrleansTwin.Store;

/// <summary>
/// A stretch of a sensor's history, [from, to) in source ticks, whose samples can't be had. Charts of it are drawn from
/// aggregates where those remain; minutes in it are not folded again.
/// </summary>
public readonly record struct HistoryGap(long FromTicks, long ToTicks, HistoryGapCause Cause);

public enum HistoryGapCause
{
    /// <summary>They were older than the store keeps samples.</summary>
    Retention = 0,

    /// <summary>They were damaged where they were stored.</summary>
    Damage = 1,
}
