namespace OrleansTwin.Twins.Learning;

/// <summary>
/// A tree's rows in the order of its leaves, and their gradients beside them, so that a leaf's are read one after the other.
/// </summary>
internal sealed class RowOrder(int rowsMax)
{
    private readonly int[] _sideRows = new int[rowsMax];
    private readonly GradientSum[] _sideGradients = new GradientSum[rowsMax];
    private readonly GradientSum[] _gradients = new GradientSum[rowsMax];

    public int[] Rows { get; } = new int[rowsMax];

    public void Begin(ReadOnlySpan<int> rows, GradientSum[] gradients)
    {
        rows.CopyTo(Rows);
        for (var i = 0; i < rows.Length; i++)
            _gradients[i] = gradients[rows[i]];
    }

    public GradientSum Sum(int start, int count)
    {
        var sum = default(GradientSum);
        foreach (var gradient in _gradients.AsSpan(start, count))
            sum += gradient;
        return sum;
    }

    public void AddTo(Span<GradientSum> histogram, byte[] bins, int start, int count)
    {
        var rows = Rows.AsSpan(start, count);
        var gradients = _gradients.AsSpan(start, count);
        for (var i = 0; i < rows.Length; i++)
            histogram[bins[rows[i]]] += gradients[i];
    }

    /// <summary>Brings the left side's rows before the right side's, each in their order; returns how many go left.</summary>
    public int Partition(int start, int count, BinnedColumn column, Split split)
    {
        var (left, right) = (start, 0);
        for (var i = start; i < start + count; i++)
        {
            var bin = column.Bins[Rows[i]];
            if (bin == column.MissingBin ? split.MissingLeft : bin <= split.Bin)
            {
                (Rows[left], _gradients[left]) = (Rows[i], _gradients[i]);
                left++;
            }
            else
            {
                (_sideRows[right], _sideGradients[right]) = (Rows[i], _gradients[i]);
                right++;
            }
        }

        _sideRows.AsSpan(0, right).CopyTo(Rows.AsSpan(left));
        _sideGradients.AsSpan(0, right).CopyTo(_gradients.AsSpan(left));
        return left - start;
    }
}
