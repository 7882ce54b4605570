namespace OrleansTwin.Twins.Learning;

/// <summary>
/// A node of a tree. A split sends values up to <see cref="Threshold"/> to the node at <see cref="Left"/> and others to the one
/// behind it; a leaf has no column and holds its value where a split has the threshold.
/// </summary>
internal readonly record struct TreeNode(float Threshold, short Column, bool MissingLeft, int Left)
{
    public const short NoColumn = -1;

    public static TreeNode Leaf(double value) => new((float)value, NoColumn, false, 0);

    public bool IsLeaf => Column < 0;

    public float Value => Threshold;

    /// <summary>Where a row goes on from a split.</summary>
    public int Next(ReadOnlySpan<float> row)
    {
        var value = row[Column];
        if (float.IsNaN(value))
            return MissingLeft ? Left : Left + 1;
        return value <= Threshold ? Left : Left + 1;
    }
}
