namespace OrleansTwin.Api.Hosting;

/// <summary>A plant file as its author wrote it (YAML).</summary>
public sealed record PlantDocument(long Version, DateTimeOffset Since, string? Note, string Text);

/// <summary>One kept version of the plant file. <paramref name="Note"/>: why it was made, where said.</summary>
public sealed record PlantVersion(long Version, DateTimeOffset Since, string? Note, bool IsInForce);

/// <summary>
/// A new plant file. <paramref name="ExpectedVersion"/>: the version that its author edited; null: whatever is in force.
/// <paramref name="IsCheckOnly"/>: validate it and change nothing.
/// </summary>
public sealed record PlantReplacement(string Text, long? ExpectedVersion, string? Note, bool IsCheckOnly);

/// <summary>
/// What validation said; with an error among the findings nothing was changed. <paramref name="Version"/>: the version now in
/// force.
/// </summary>
public sealed record PlantReplaced(bool IsApplied, long Version, IReadOnlyList<PlantFinding> Findings);

public enum FindingSeverity
{
    Warning = 0,
    Error = 1,
}

/// <summary>One thing that is wrong with a plant file, at a line and column (from 1) and key of it.</summary>
public sealed record PlantFinding(
    FindingSeverity Severity, int Line, int Column, string Key, string Found, string Expected, string? Remedy);
