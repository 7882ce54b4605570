namespace OrleansTwin.Grains.Interfaces;

/// <summary>The samples for one shard out of batches <see cref="From"/> to <see cref="To"/> of a feed's journal.</summary>
[GenerateSerializer, Immutable, Alias("OrleansTwin.TelemetryBatch")]
public sealed record TelemetryBatch
{
    [Id(0)]
    public required string Feed { get; init; }

    [Id(1)]
    public required long From { get; init; }

    [Id(2)]
    public required long To { get; init; }

    /// <summary>The shard's own keys, one per sample.</summary>
    [Id(3)]
    public required int[] SensorKeys { get; init; }

    /// <summary>In order of arrival.</summary>
    [Id(4)]
    public required SampleColumns Samples { get; init; }
}
