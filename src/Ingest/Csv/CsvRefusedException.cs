namespace OrleansTwin.Ingest.Csv;

/// <summary>A CSV that can't be read at all; nothing of it was taken.</summary>
public sealed class CsvRefusedException(string found, string expected, string remedy)
    : FormatException($"{found} Expected: {expected} {remedy}")
{
    public string Found { get; } = found;

    public string Expected { get; } = expected;

    public string Remedy { get; } = remedy;
}
