namespace OrleansTwin.Ingest.Recordings;

/// <summary>
/// One experiment of a data set in virtual time: <paramref name="Rows"/> rows from <paramref name="StartTicks"/> (UTC), the last one holding its values
/// until <paramref name="EndTicks"/>.
/// </summary>
public sealed record Recording(string Name, string Path, int Number, int Rows, long StartTicks, long EndTicks)
{
    public string? Product { get; init; }

    /// <summary>null: no part was finished; otherwise whether it passed its inspection.</summary>
    public bool? PartIsGood { get; init; }
}
