using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Editing;

/// <summary>What an edit came to: the new text and its plant, or why there is none.</summary>
public sealed record PlantEditResult
{
    public string? Text { get; init; }

    /// <summary>The plant that <see cref="Text"/> describes.</summary>
    public Plant? Plant { get; init; }

    public PlantEditRefusal? Refusal { get; init; }

    internal static PlantEditResult Refused(PlantEditFault fault, string found, string expected, string remedy) =>
        new() { Refusal = new PlantEditRefusal(fault, found, expected, remedy) };
}

public enum PlantEditFault
{
    /// <summary>The plant has no such machine.</summary>
    NotFound = 0,

    /// <summary>It clashes with what the file says already.</summary>
    Conflict = 1,

    /// <summary>The edited file would have errors, or is laid out so that only a person can edit it safely.</summary>
    Invalid = 2,
}

/// <summary>Why a plant file was not edited: what was found, what was expected and how to mend it.</summary>
public sealed record PlantEditRefusal(PlantEditFault Fault, string Found, string Expected, string Remedy);
