namespace OrleansTwin.Grains.Plants;

/// <summary>What a grid is, for good: kept in grain storage.</summary>
[GenerateSerializer, Alias("OrleansTwin.GridState")]
internal sealed record GridState
{
    /// <summary>Name of the storage provider.</summary>
    public const string Storage = "grid";

    /// <summary>Number of shards; 0: the grid is not made yet.</summary>
    [Id(0)]
    public int Shards { get; set; }

    /// <summary>Names of the feeds that ever joined, in ordinal order.</summary>
    [Id(1)]
    public string[] Feeds { get; set; } = [];

    /// <summary>Sites that forward reports, in ordinal order.</summary>
    [Id(2)]
    public string[] Reports { get; set; } = [];
}
