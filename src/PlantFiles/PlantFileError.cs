namespace OrleansTwin.PlantFiles;

public enum Severity : byte
{
    /// <summary>The plant can be run, but probably not as it was meant.</summary>
    Warning = 0,

    /// <summary>The file yields no plant.</summary>
    Error = 1,
}

/// <summary>
/// One thing that is wrong in a plant file; prints as a compiler would, so that editors and terminals can jump to it.
/// </summary>
/// <param name="Severity">Whether it stops the file from being used.</param>
/// <param name="File">The file's name as it was given.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Key">Path of keys from the document's root (<c>site.lyon.machines.press-1.states.map.RUN</c>); empty for the
/// document itself.</param>
/// <param name="Found">What the file says, scalars in quotes.</param>
/// <param name="Expected">What it could have said.</param>
/// <param name="Hint">How to mend it, where that is known.</param>
public sealed record PlantFileError(
    Severity Severity, string File, int Line, int Column, string Key, string Found, string Expected, string? Hint = null)
{
    public override string ToString() =>
        $"{File}:{Line}:{Column}: {(Severity == Severity.Warning ? "warning: " : "")}{(Key.Length > 0 ? Key + ": " : "")}"
        + $"found {Found}; expected {Expected}{(Hint is null ? "" : "; " + Hint)}";
}
