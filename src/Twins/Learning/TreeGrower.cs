namespace OrleansTwin.Twins.Learning;

/// <summary>
/// Grows one tree, the most gaining leaf first, over histograms of gradients. The smaller side of a split is summed, the larger
/// is the parent less the smaller. A column is summed by one thread, in the order of rows, so that the tree is the same whatever
/// the number of threads.
/// </summary>
internal sealed class TreeGrower
{
    /// <summary>Columns that one call of the host's threads takes: fewer would be mostly calls.</summary>
    private const int ColumnsPerCall = 6;

    private readonly IReadOnlyList<BinnedColumn> _columns;
    private readonly BoostOptions _options;
    private readonly SplitSearch _search;
    private readonly ForEach _forEach;
    private readonly int[] _offsets;
    private readonly int _binsTotal;
    private readonly Stack<GradientSum[]> _spare = new();
    private readonly RowOrder _rows;
    private int[] _used = [];

    public TreeGrower(IReadOnlyList<BinnedColumn> columns, int rows, BoostOptions options, ForEach forEach)
    {
        _columns = columns;
        _options = options;
        _forEach = forEach;
        _search = new SplitSearch(options.LeafShrinkage, options.LeafWeightMin, options.Monotone);
        _rows = new RowOrder(rows);
        _offsets = new int[columns.Count];
        for (var i = 0; i < columns.Count; i++)
        {
            _offsets[i] = _binsTotal;
            _binsTotal += columns[i].Count;
        }
    }

    /// <summary>The tree, and the leaves with their rows; leaf values are those of the second-order step.</summary>
    /// <param name="gradients">Of each row of the table.</param>
    /// <param name="rows">The rows that the tree sees.</param>
    /// <param name="used">The columns that it sees.</param>
    public GrownTree Grow(GradientSum[] gradients, ReadOnlySpan<int> rows, int[] used)
    {
        _used = used;
        _rows.Begin(rows, gradients);
        var root = new GrowingLeaf(0, 0, rows.Length, 0, _rows.Sum(0, rows.Length), Bounds.None) { Histogram = Rent() };
        InBlocks(block => ForColumns(block, column => SumAndSearch(column, root)));
        root.TakeBest();
        var tree = new GrowingTree(_columns, _options.LeavesMax, root.Sum.Weight);
        var leaves = new List<GrowingLeaf> { root };
        while (leaves.Count < _options.LeavesMax && MostGaining(leaves) is { } leaf)
        {
            leaves.Remove(leaf);
            var (left, right) = Divide(tree, leaf);
            leaves.Add(left);
            leaves.Add(right);
        }

        foreach (var leaf in leaves)
        {
            tree.SetLeaf(leaf.Node, _search.Value(leaf.Sum, leaf.Bounds));
            _spare.Push(leaf.Histogram);
        }

        return new GrownTree(tree, [.. leaves.Select(leaf =>
            new GrownLeaf(leaf.Node, leaf.Bounds, new ArraySegment<int>(_rows.Rows, leaf.Start, leaf.Count)))]);
    }

    private GrowingLeaf? MostGaining(List<GrowingLeaf> leaves)
    {
        GrowingLeaf? best = null;
        foreach (var leaf in leaves)
        {
            if (leaf.Best.Gain > (best?.Best.Gain ?? _options.SplitGainMin) && leaf.Depth < _options.DepthMax)
                best = leaf;
        }

        return best;
    }

    private (GrowingLeaf Left, GrowingLeaf Right) Divide(GrowingTree tree, GrowingLeaf leaf)
    {
        var split = leaf.Best;
        var node = tree.Divide(leaf.Node, split);
        var column = _columns[split.Column];
        var leftCount = _rows.Partition(leaf.Start, leaf.Count, column, split);
        var (leftBounds, rightBounds) = _search.BoundsOf(split, leaf.Bounds);
        var left = new GrowingLeaf(node, leaf.Start, leftCount, leaf.Depth + 1, split.Left, leftBounds);
        var right = new GrowingLeaf(
            node + 1, leaf.Start + leftCount, leaf.Count - leftCount, leaf.Depth + 1, split.Right, rightBounds);
        var (small, large) = left.Count <= right.Count ? (left, right) : (right, left);
        small.Histogram = Rent();
        large.Histogram = leaf.Histogram;
        if (left.Depth < _options.DepthMax)
        {
            InBlocks(block => ForColumns(block, used =>
            {
                SumAndSearch(used, small);
                SubtractAndSearch(used, large, small.Histogram);
            }));
        }

        left.TakeBest();
        right.TakeBest();
        return (left, right);
    }

    private void SumAndSearch(int column, GrowingLeaf leaf)
    {
        var histogram = HistogramOf(column, leaf);
        histogram.Clear();
        _rows.AddTo(histogram, _columns[column].Bins, leaf.Start, leaf.Count);
        leaf.Offer(_search.Best(histogram, column, leaf.Sum, leaf.Bounds));
    }

    private void SubtractAndSearch(int column, GrowingLeaf leaf, GradientSum[] sibling)
    {
        var histogram = HistogramOf(column, leaf);
        var other = sibling.AsSpan(_offsets[column], histogram.Length);
        for (var bin = 0; bin < histogram.Length; bin++)
            histogram[bin] -= other[bin];
        leaf.Offer(_search.Best(histogram, column, leaf.Sum, leaf.Bounds));
    }

    private Span<GradientSum> HistogramOf(int column, GrowingLeaf leaf) =>
        leaf.Histogram.AsSpan(_offsets[column], _columns[column].Count);

    private GradientSum[] Rent() => _spare.TryPop(out var spare) ? spare : new GradientSum[_binsTotal];

    private void InBlocks(Action<int> body) => _forEach((_used.Length + ColumnsPerCall - 1) / ColumnsPerCall, body);

    private void ForColumns(int block, Action<int> body)
    {
        var end = Math.Min(_used.Length, (block + 1) * ColumnsPerCall);
        for (var i = block * ColumnsPerCall; i < end; i++)
            body(_used[i]);
    }
}
