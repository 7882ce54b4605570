namespace OrleansTwin.Edge.Commands;

/// <summary>Which twin <c>replay --twin</c> shows, and how.</summary>
internal sealed record ReplayTwinSettings(string Twin, string At, StorePlace Store)
{
    /// <summary>File for the view as JSON; <c>-</c>: standard output, and nothing else there.</summary>
    public string? Json { get; init; }

    /// <summary>File for the state's bytes.</summary>
    public string? StateOut { get; init; }
}
