namespace OrleansTwin.Twins.Health.Features;

/// <summary>What a row of an asset's history holds: how it was operated, then what its sensors read.</summary>
public sealed record RowLayout(IReadOnlyList<string> Settings, IReadOnlyList<string> Sensors)
{
    public const int ColumnsMax = 4096;

    public int Columns => Settings.Count + Sensors.Count;
}

/// <summary>One asset from its first cycle on, a row for each, oldest first. NaN is a value that is missing.</summary>
public sealed record AssetHistory(string Asset, IReadOnlyList<float[]> Rows);
