using OrleansTwin.Twins.Model;

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

    /// <summary>A twin that can't follow its telemetry: its state tag says what its model does not map.</summary>
    TwinFault = 4,
}

/// <summary>
/// How an alarm behaves (ISA-18.2 alarm attributes). A condition must hold for <see cref="OnDelayTicks"/> to raise it, and be
/// over for <see cref="OffDelayTicks"/> to let it return; the deadband lies in what senses the condition.
/// </summary>
public sealed record AlarmRule
{
    public const int PriorityMin = 1;
    public const int PriorityMax = 5;

    public static readonly AlarmRule Default = new();

    /// <summary>1 is the highest.</summary>
    public int Priority { get; init; } = 3;

    public long OnDelayTicks { get; init; }

    public long OffDelayTicks { get; init; }

    /// <summary>It stays until somebody resets it.</summary>
    public bool IsLatching { get; init; }

    /// <summary>States of its machine in which it says nothing: suppressed by design.</summary>
    public PackMlSet SuppressedIn { get; init; }
}
