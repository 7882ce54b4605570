using OrleansTwin.Api.Hosting;

namespace OrleansTwin.Grains.Interfaces;

/// <summary>Asks for a composite as it is now, and the sum of the present shift that its view shows.</summary>
[GenerateSerializer, Immutable, Alias("OrleansTwin.CompositeQuestion")]
public sealed record CompositeQuestion([property: Id(0)] string TwinId, [property: Id(1)] SumQuestion Shift);

/// <summary>What a composite shows of its machines in one shard; the parts of all shards add up to it.</summary>
[GenerateSerializer, Immutable, Alias("OrleansTwin.CompositePart")]
public sealed record CompositePartMessage
{
    [Id(0)]
    public required string TwinId { get; init; }

    [Id(1)]
    public required long PowerMilliwatts { get; init; }

    /// <summary>Source time of the newest plausible sample (UTC ticks); 0: none yet.</summary>
    [Id(2)]
    public required long NewestSourceTicks { get; init; }

    [Id(3)]
    public required int ActiveAlarms { get; init; }

    /// <summary>By the number of the time class.</summary>
    [Id(4)]
    public required int[] MachinesByClass { get; init; }

    [Id(5)]
    public required int StaleSensors { get; init; }

    /// <summary>The shift's elements, by their numbers.</summary>
    [Id(6)]
    public required long[] Shift { get; init; }

    /// <summary>Of its machines; null: none is watched, or the process is older.</summary>
    [Id(7)]
    public CompositeHealth? Health { get; init; }
}
