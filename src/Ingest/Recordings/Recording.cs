namespace OrleansTwin.Ingest.Recordings;

/// <summary>
/// One experiment of a data set in virtual time: <paramref name="Rows"/> rows from <paramref name="StartTicks"/> (UTC), the
/// last one holding its values until <paramref name="EndTicks"/>.
/// </summary>
public sealed record Recording(string Name, string Path, int Number, int Rows, long StartTicks, long EndTicks)
{
    /// <summary>The product by feed rate (<c>s-feed-6</c>); null where the table does not have this experiment.</summary>
    public string? Product { get; init; }

    /// <summary>null: no part was finished; otherwise whether it passed its inspection.</summary>
    public bool? PartIsGood { get; init; }

    /// <summary>Samples that playing it makes: all cells, the end's texts, product, order and its end, and the part.</summary>
    public long Samples { get; init; }
}
