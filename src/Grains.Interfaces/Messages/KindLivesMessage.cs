namespace OrleansTwin.Grains.Interfaces;

/// <summary>Parts that live alike: machines' type (empty: none) and maintenance task (empty: the machine itself).</summary>
[GenerateSerializer, Immutable, Alias("OrleansTwin.LifeKind")]
public sealed record LifeKindMessage([property: Id(0)] string Type, [property: Id(1)] string TaskId);

/// <summary>
/// A shard's lives of a kind, in columns: those that ended (machine, when in ticks, hours of operation, whether by failure), and
/// ages in hours of those that run, each with how many there are of it.
/// </summary>
[GenerateSerializer, Immutable, Alias("OrleansTwin.KindLives")]
public sealed record KindLivesMessage(
    [property: Id(0)] LifeKindMessage Kind,
    [property: Id(1)] string[] MachineIds,
    [property: Id(2)] long[] EndedTicks,
    [property: Id(3)] double[] Hours,
    [property: Id(4)] bool[] Failures,
    [property: Id(5)] double[] RunningHours,
    [property: Id(6)] int[] RunningCounts);
