using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles;

/// <summary>
/// What reading a plant file came to: a plant, or errors; warnings in both cases. Findings are in order of line and column.
/// </summary>
public sealed record PlantFileResult
{
    /// <summary>Null when there is any error.</summary>
    public Plant? Plant { get; init; }

    public IReadOnlyList<PlantFileError> Errors { get; init; } = [];

    public IReadOnlyList<PlantFileError> Warnings { get; init; } = [];

    /// <summary>Findings beyond <see cref="PlantFileOptions.MaxErrors"/>, counted but not kept.</summary>
    public int Omitted { get; init; }

    public bool IsValid => Plant is not null;
}
