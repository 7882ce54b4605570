namespace OrleansTwin.Edge.Commands;

/// <summary>What <c>replay</c> replays, and how.</summary>
internal sealed record ReplaySettings(string Folder)
{
    /// <summary>Recorded seconds per second; null: as fast as it goes.</summary>
    public double? Speed { get; init; }

    /// <summary>Plant file; null: the supplied CNC mill.</summary>
    public string? Plant { get; init; }

    /// <summary>Data directory; null: a temporary one.</summary>
    public string? Data { get; init; }

    /// <summary>Broker to go through; null: straight into the pipeline.</summary>
    public string? Mqtt { get; init; }

    public int? ShuffleSeed { get; init; }
}
