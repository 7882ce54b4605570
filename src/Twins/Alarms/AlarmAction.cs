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
