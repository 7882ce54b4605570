namespace OrleansTwin.PlantFiles;

/// <summary>
/// Limits of what a plant file may ask of its reader. Beyond one, the file is refused with an error that names the limit.
/// </summary>
public sealed record PlantFileOptions
{
    public static PlantFileOptions Default { get; } = new();

    /// <summary>Largest file in bytes (UTF-8).</summary>
    public int MaxBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Deepest nesting of maps and lists.</summary>
    public int MaxDepth { get; init; } = 32;

    /// <summary>Most assets (composites, machines and sensors together), after machine types are expanded.</summary>
    public int MaxAssets { get; init; } = 2_000_000;

    /// <summary>Most errors, and most warnings, that are kept; further ones are counted.</summary>
    public int MaxErrors { get; init; } = 100;
}
