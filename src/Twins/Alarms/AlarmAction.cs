namespace OrleansTwin.Twins.Alarms;

/// <summary>What an operator does with an alarm.</summary>
public enum AlarmVerb : byte
{
    Acknowledge = 0,

    /// <summary>Ends a latched alarm whose condition is over.</summary>
    Reset = 1,

    Shelve = 2,
    Unshelve = 3,
    TakeOutOfService = 4,
    ReturnToService = 5,
}

/// <summary>An operator's action; times are ticks of the host's clock, which told when it was.</summary>
/// <param name="Verb">What is done.</param>
/// <param name="AtTicks">When.</param>
/// <param name="User">Who.</param>
/// <param name="Comment">The comment of an acknowledgement, the reason of a shelf or of a removal from service.</param>
/// <param name="UntilTicks">When a shelf ends.</param>
public sealed record AlarmAction(AlarmVerb Verb, long AtTicks, string User, string Comment = "", long UntilTicks = 0);

/// <summary>An alarm has come from one state to another; <paramref name="User"/> empty: by itself.</summary>
/// <param name="Number">Counts the alarm's changes from 1, so that the same one told twice is known.</param>
/// <param name="AtTicks">When it was, by the clock of what made it.</param>
/// <param name="From">The state before.</param>
/// <param name="To">The state after.</param>
/// <param name="Level">What its source says of the condition, such as the limit that is crossed.</param>
/// <param name="Value">The value that made it, in its source's unit.</param>
/// <param name="User">Who did it.</param>
/// <param name="Comment">What they said.</param>
public readonly record struct AlarmChange(
    long Number, long AtTicks, AlarmState From, AlarmState To, byte Level, double Value, string User, string Comment);
