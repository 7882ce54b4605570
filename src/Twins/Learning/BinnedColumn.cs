namespace OrleansTwin.Twins.Learning;

/// <summary>
/// A column as bins of about equal weight. Bin i holds values above edge i-1 and up to edge i; the last bin has no
/// upper edge; missing values have a bin of their own behind it.
/// </summary>
internal sealed class BinnedColumn
{
    /// <summary>So many rows, evenly taken, show where the edges belong.</summary>
    private const int SampleMax = 50_000;

    public BinnedColumn(float[] values, float[] weights, int binsMax)
    {
        Edges = FindEdges(values, weights, binsMax);
        Bins = new byte[values.Length];
        for (var i = 0; i < values.Length; i++)
            Bins[i] = BinOf(values[i]);
    }

    public float[] Edges { get; }

    /// <summary>A bin for each row.</summary>
    public byte[] Bins { get; }

    public int MissingBin => Edges.Length + 1;

    /// <summary>How many bins there are, the missing values' included.</summary>
    public int Count => Edges.Length + 2;

    private byte BinOf(float value)
    {
        if (float.IsNaN(value))
            return (byte)MissingBin;
        var place = Array.BinarySearch(Edges, value);
        return (byte)(place >= 0 ? place : ~place);
    }

    private static float[] FindEdges(float[] values, float[] weights, int binsMax)
    {
        var step = Math.Max(1, values.Length / SampleMax);
        var rows = Enumerable.Range(0, values.Length).Where(row => row % step == 0 && !float.IsNaN(values[row])).ToArray();
        if (rows.Length == 0)
            return [];
        var sorted = Array.ConvertAll(rows, row => values[row]);
        var counts = Array.ConvertAll(rows, row => (double)weights[row]);
        Array.Sort(sorted, counts);
        var edges = new List<float>(binsMax);
        var perBin = counts.Sum() / binsMax;
        var (filled, filledTo) = (0.0, perBin);
        for (var i = 1; i < sorted.Length; i++)
        {
            filled += counts[i - 1];
            if (sorted[i] == sorted[i - 1] || (filled < filledTo && sorted.Length > binsMax))
                continue;
            edges.Add(Between(sorted[i - 1], sorted[i]));
            filledTo = Math.Max(filledTo + perBin, filled + counts[i]);
            if (edges.Count == binsMax - 1)
                break;
        }

        return [.. edges];
    }

    // Half-way, so that rounding on either side of a measured value changes nothing; never above the upper one.
    private static float Between(float low, float high)
    {
        var middle = (float)(((double)low + high) / 2);
        return middle < high ? middle : low;
    }
}
