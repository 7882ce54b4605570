namespace OrleansTwin.HostConformance.Tests.Suite;

/// <summary>The clock of all hosts: it stands where the day has come to.</summary>
internal sealed class SuiteTime : TimeProvider
{
    public long NowTicks { get; set; } = SuiteDay.StartTicks;

    public override DateTimeOffset GetUtcNow() => new(NowTicks, TimeSpan.Zero);
}
