namespace OrleansTwin.Twins.Alarms;

/// <summary>What an alarm comes from.</summary>
public enum AlarmSource : byte
{
    /// <summary>A value beyond one of its sensor's limits.</summary>
    Limit = 0,

    /// <summary>A sensor that is silent for longer than its model allows.</summary>
    Stale = 1,

    /// <summary>An asset that does not behave like itself.</summary>
    Anomaly = 2,

    /// <summary>An asset whose remaining useful life is shorter than the planning horizon.</summary>
    RemainingLife = 3,

    /// <summary>A twin that can't follow its telemetry.</summary>
    TwinFault = 4,
}

/// <summary>
/// How an alarm behaves (ISA-18.2 alarm attributes). A condition must hold for <see cref="OnDelayTicks"/> to raise it, and be over
/// for <see cref="OffDelayTicks"/> to let it return; the deadband lies in what senses the condition. A latching one stays until
/// it is reset.
/// </summary>
/// <param name="Priority">1 is the highest.</param>
public sealed record AlarmRule(int Priority = 3, long OnDelayTicks = 0, long OffDelayTicks = 0, bool IsLatching = false)
{
    public const int PriorityMin = 1;
    public const int PriorityMax = 5;

    public static readonly AlarmRule Default = new();
}
