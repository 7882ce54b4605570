namespace OrleansTwin.Twins.Learning;

/// <summary>
/// Boosted trees: an estimate is a start and the value of one leaf of each tree. Immutable, safe to share between threads;
/// estimating allocates nothing.
/// </summary>
public sealed class BoostedTrees
{
    public const int TreesMax = 100_000;
    public const int ColumnsMax = short.MaxValue;
    public const int DepthMax = 32;

    private readonly int[] _roots;
    private readonly TreeNode[] _nodes;
    private readonly TreeNodeDetail[] _details;
    private readonly int[] _depths;

    internal BoostedTrees(
        BoostObjective objective, int columns, double start, int[] roots, TreeNode[] nodes, TreeNodeDetail[] details)
    {
        (Objective, Columns, Start, _roots, _nodes, _details) = (objective, columns, start, roots, nodes, details);
        _depths = DepthsOfFours();
        ExpectedValue = start + MeansOfTrees();
    }

    public BoostObjective Objective { get; }

    /// <summary>How many values a row has.</summary>
    public int Columns { get; }

    public double Start { get; }

    /// <summary>The mean estimate of the rows that the trees were grown on.</summary>
    public double ExpectedValue { get; }

    public int Trees => _roots.Length;

    internal ReadOnlySpan<int> Roots => _roots;

    internal ReadOnlySpan<TreeNode> Nodes => _nodes;

    internal ReadOnlySpan<TreeNodeDetail> Details => _details;

    /// <summary>The mean, the quantile or the log-odds for a row. NaN is missing.</summary>
    public double Estimate(ReadOnlySpan<float> row)
    {
        DemandColumns(row.Length);
        var sum = Start;
        var place = 0;
        if (!row.Contains(float.NaN))
        {
            for (; place + 4 <= _roots.Length; place += 4)
                sum = AddFour(place, row, sum);
        }

        for (; place < _roots.Length; place++)
        {
            var node = _roots[place];
            while (!_nodes[node].IsLeaf)
                node = Next(node, row);
            sum += _details[node].Value;
        }

        return sum;
    }

    /// <summary>Where a row goes on from a split, missing values heeded.</summary>
    internal int Next(int node, ReadOnlySpan<float> row)
    {
        var split = _nodes[node];
        if (!float.IsNaN(row[split.Column]))
            return node + split.Step(row);
        return node + split.LeftOffset + (_details[node].MissingLeft ? 0 : 1);
    }

    internal void DemandColumns(int found)
    {
        if (found != Columns)
            throw new ArgumentException($"The row has {found} values; expected {Columns}, as many as the model learned from.");
    }

    // One tree's step waits for memory and the comparison before it; steps of four do not wait for each other.
    private double AddFour(int place, ReadOnlySpan<float> row, double sum)
    {
        var nodes = _nodes;
        var (a, b, c, d) = (_roots[place], _roots[place + 1], _roots[place + 2], _roots[place + 3]);
        for (var step = _depths[place / 4]; step > 0; step--)
        {
            a += nodes[a].Step(row);
            b += nodes[b].Step(row);
            c += nodes[c].Step(row);
            d += nodes[d].Step(row);
        }

        return sum + _details[a].Value + _details[b].Value + _details[c].Value + _details[d].Value;
    }

    // Of the deepest of four trees each. Children stand behind their parent.
    private int[] DepthsOfFours()
    {
        var depths = new int[_nodes.Length];
        for (var i = _nodes.Length - 1; i >= 0; i--)
        {
            var left = i + _nodes[i].LeftOffset;
            depths[i] = _nodes[i].IsLeaf ? 0 : 1 + Math.Max(depths[left], depths[left + 1]);
        }

        return [.. _roots.Chunk(4).Select(four => four.Max(root => depths[root]))];
    }

    private double MeansOfTrees()
    {
        var means = new double[_nodes.Length];
        for (var i = _nodes.Length - 1; i >= 0; i--)
        {
            var left = i + _nodes[i].LeftOffset;
            means[i] = _nodes[i].IsLeaf ? _details[i].Value : (Weighted(left) + Weighted(left + 1)) / _details[i].Cover;
        }

        double Weighted(int node) => means[node] * _details[node].Cover;
        return _roots.Sum(root => means[root]);
    }
}
