namespace OrleansTwin.Sim.Tests.Faults;

internal enum FaultKind
{
    /// <summary>The connection to the broker ends; acknowledgements on their way are lost.</summary>
    Cut,

    /// <summary>The broker ends in order and starts again with its sessions; connections are cut.</summary>
    BrokerRestart,

    /// <summary>What the broker sends arrives later.</summary>
    Stall,

    /// <summary>The process is killed in the midst of a commit, and started again.</summary>
    Crash,

    /// <summary>The disk takes nothing more.</summary>
    DiskFull,

    /// <summary>The process's clock goes wrong by <see cref="Fault.ClockStep"/>, and right again.</summary>
    ClockStep,
}

/// <summary>
/// One thing that goes wrong: when (since the start), and for how long. A crash comes with a commit, the
/// <paramref name="Commits"/>-th from then on, before or after it has become durable.
/// </summary>
internal sealed record Fault(FaultKind Kind, TimeSpan At, TimeSpan For, TimeSpan ClockStep, int Commits, bool IsCommitted)
{
    public TimeSpan End => At + For;

    public override string ToString() => Kind switch
    {
        FaultKind.Crash =>
            $"{At:mm\\:ss} crash {(IsCommitted ? "after" : "before")} commit {Commits}, down for {For.TotalSeconds:0} s",
        FaultKind.ClockStep => $"{At:mm\\:ss} clock {ClockStep.TotalHours:+0;-0} h for {For.TotalSeconds:0} s",
        _ => $"{At:mm\\:ss} {Kind} for {For.TotalSeconds:0} s",
    };
}
