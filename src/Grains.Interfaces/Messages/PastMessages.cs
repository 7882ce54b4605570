namespace OrleansTwin.Grains.Interfaces;

/// <summary>Asks for the time before an alert of machines that supply another shard's; ticks are UTC, half-open.</summary>
[GenerateSerializer, Immutable, Alias("OrleansTwin.PastQuestion")]
public sealed record PastQuestion(
    [property: Id(0)] string[] MachineIds, [property: Id(1)] long FromTicks, [property: Id(2)] long ToTicks);

/// <summary>A machine in the time before an alert.</summary>
[GenerateSerializer, Immutable, Alias("OrleansTwin.MachinePast")]
public sealed record MachinePastMessage
{
    [Id(0)]
    public required string MachineId { get; init; }

    /// <summary>How many signals it has; not all of them need to be told.</summary>
    [Id(1)]
    public required int SignalCount { get; init; }

    [Id(2)]
    public required PastSignal[] Signals { get; init; }

    /// <summary>How many of its setpoints and tools were not looked at.</summary>
    [Id(3)]
    public required int SettingsLeftOut { get; init; }

    [Id(4)]
    public required PastChange[] Changes { get; init; }

    /// <summary>Setpoints and tools that change all the time.</summary>
    [Id(5)]
    public required string[] Restless { get; init; }
}

/// <summary>Means of a signal; as many times as values.</summary>
[GenerateSerializer, Immutable, Alias("OrleansTwin.PastSignal")]
public sealed record PastSignal(
    [property: Id(0)] string Name, [property: Id(1)] long[] Ticks, [property: Id(2)] double[] Values);

/// <summary>Something that was changed, by the number of its kind.</summary>
[GenerateSerializer, Immutable, Alias("OrleansTwin.PastChange")]
public sealed record PastChange(
    [property: Id(0)] byte Kind, [property: Id(1)] long AtTicks, [property: Id(2)] string Text);
