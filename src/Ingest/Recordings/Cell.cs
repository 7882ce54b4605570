namespace OrleansTwin.Ingest.Recordings;

/// <summary>A field of a table: a number, or a text where it isn't one; an empty field has neither.</summary>
public readonly record struct Cell(double Number, string? Text)
{
    public static readonly Cell Empty = new(double.NaN, null);

    public bool IsEmpty => Text is null && double.IsNaN(Number);
}
